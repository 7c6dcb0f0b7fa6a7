// From a reserved VMID to a running VM with an address: clone → configure → resize → start → first boot → address → ready.
import {
  balloonFor,
  type CloudInit,
  deploymentEvent,
  engineActions,
  job,
  portalTag,
  setUpAdviceOn,
} from '@portal/domain';
import type { FailureCode, Reason, StepName } from '@portal/types';
import { type Op, type Step, StepFailed, type Workflow } from '../workflow.ts';
import { waitForAddresses } from './addresses.ts';
import { cloneStep, onVmidTaken } from './clone.ts';
import { waitForFirstBoot } from './first-boot.ts';
import { growDisk } from './grow-disk.ts';
import { powerOf, restAt } from './outcome.ts';
import { setting, startStep } from './power-steps.ts';
import { blockTemplate, requireAsRegistered, TemplateChangedError } from './template-guard.ts';

/** The password leaves its seal here and nowhere else but at its owner's wish. */
const cloudInitOf = async ({ ports, template, deployment }: Op): Promise<CloudInit> => {
  const access = await ports.reader.guestAccess(deployment.id);
  return {
    user: template.loginUser,
    password: access?.sealedPassword == null ? null : ports.vault.open(access.sealedPassword),
    sshKeys: access?.sshKeys ?? [],
    network: template.network,
  };
};

const configureStep = (op: Op): Step =>
  setting(op, async (guest) => {
    const { template, deployment } = op;
    requireAsRegistered(template, deployment, guest.config);
    const cloudInit = template.cloudInit ? await cloudInitOf(op) : null;
    const { vcpus: cores, memoryMiB } = deployment;
    const balloonMiB = balloonFor(guest.config, memoryMiB);
    // A clone has its template's protection; nobody else can have meant this VM yet.
    const { protection: unprotect } = guest.config.options;
    await guest.configure({ cores, memoryMiB, balloonMiB, tags: [portalTag], unprotect, cloudInit });
  });

/** The `address` step. */
const learnAddresses = async (op: Op): Promise<void> => {
  if ((await op.enter('address')) === 'over') return;
  const { addresses, addressesAreFallback, reason, skipped, fault } = await waitForAddresses(op);
  const error = fault === null ? null : await op.confirm(fault);
  if (error?.code === 'guest_missing') throw new StepFailed(error);
  op.ended({ status: skipped ? 'skipped' : 'done', reason, patch: { addresses, addressesAreFallback } });
};

const setUp = async (op: Op): Promise<void> => {
  if (op.active === null) throw new Error(`deployment ${op.deployment.id} provisions without a step`);
  const cloned = await op.step('clone', cloneStep(op));
  if (cloned !== 'over') op.ended({ jobs: [job('cluster.dispatch', { clusterId: op.cluster.id })] });
  await op.step('configure', configureStep(op));
  await growDisk(op);
  await op.step('start', startStep(op));
  // Only a guest that sets itself up has something to wait for before its address.
  if (op.template.firstBoot !== 'plain') await waitForFirstBoot(op);
  await learnAddresses(op);
  await op.enter('ready');
  const { node, vmid, addresses } = op.deployment;
  // A guest that was asked and told no address may have gone down since it was started.
  const power = op.template.guestAgent && addresses.length === 0 ? await powerOf(op) : 'running';
  const reason: Reason | null = power === 'stopped' ? { code: 'vm_did_not_come_up', params: {} } : null;
  const event = deploymentEvent(engineActions.provisioned, op.deployment, { node, vmid, addresses });
  await op.finish(restAt[power], { reason, patch: { readyAt: op.now, statusReason: reason }, event });
};

const failureAt: Partial<Record<StepName, FailureCode>> = {
  clone: 'clone_failed',
  configure: 'configure_failed',
  resize: 'configure_failed',
  start: 'start_failed',
  first_boot: 'first_boot_failed',
  address: 'start_failed',
};

/** A VM that somebody took away before it was ready is no failure of the setup, nor of the template. */
const failed = async (op: Op, failure: StepFailed): Promise<never> => {
  const { error, log } = failure;
  const { name: step } = op.activeStep;
  if (error.code === 'vmid_taken') return onVmidTaken(op, failure);
  if (error instanceof TemplateChangedError) {
    await blockTemplate(op, error);
    const reason: Reason = { code: 'template_no_longer_fits', params: { template: op.template.name } };
    return op.fail({ code: 'template_changed', reason, log, to: 'failed' });
  }
  const isGone = step !== 'clone' && error.code === 'guest_missing';
  const code = isGone ? 'vm_missing' : (failureAt[step] ?? 'configure_failed');
  const params = { step, cause: error.reason, advice: setUpAdviceOn(error.code) };
  return op.fail({ code, reason: { code: 'set_up_failed', params }, log, to: 'failed' });
};

export const provision: Workflow = async (op) => {
  try {
    await setUp(op);
  } catch (failure) {
    if (!(failure instanceof StepFailed)) throw failure;
    await failed(op, failure);
  }
};
