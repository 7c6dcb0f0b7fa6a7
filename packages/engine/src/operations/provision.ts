// From a reserved VMID to a running VM with an address: clone → configure → resize → start → address → ready. Each step
// begins in the commit that ends the one before, so a worker that dies anywhere is taken up at the step it was in.

import type { Deployment, HypervisorError } from '@portal/domain';
import {
  balloonFor,
  type CloudInit,
  deploymentEvent,
  engineActions,
  job,
  portalTag,
  setUpAdviceOn,
} from '@portal/domain';
import type { Reason, StepName } from '@portal/types';
import { callStep } from '../call-step.ts';
import { endStep, failOperation, isUntouched } from '../commits.ts';
import type { Begun, RunContext, RunOutcome, RunState } from '../engine-ports.ts';
import { cloneStep, resizeStep, startStep } from '../guest-tasks.ts';
import type { Observations } from '../observations.ts';
import { confirmFault, requireOurs } from '../ownership.ts';
import { runTaskStep, type TaskStep, type TaskStepResult } from '../task-step.ts';
import { type Addresses, waitForAddresses } from './addresses.ts';
import { waitForFirstBoot } from './first-boot.ts';
import { blockTemplate, requireAsRegistered, TemplateChangedError } from './template-guard.ts';
import { onVmidTaken } from './vmid-taken.ts';

type StepRun = { readonly state: RunState } | { readonly outcome: RunOutcome };

type ProvisionFailure = 'clone_failed' | 'start_failed' | 'configure_failed' | 'first_boot_failed';

const operation = 'provision';
const MINUTE = 60_000;

/** What happened, and what to do next. */
const reasonFor = ({ state, error }: { readonly state: Begun; readonly error: HypervisorError }): Reason => ({
  code: 'set_up_failed',
  params: { step: state.step.name, cause: error.reason, advice: setUpAdviceOn(error.code) },
});

interface FailedStep {
  readonly state: Begun;
  readonly error: HypervisorError;
  readonly log?: readonly string[];
}

/** A VM that somebody took away before it was ready is no failure of the setup, nor of the template. */
const fail = async (context: RunContext, failed: FailedStep, failure: ProvisionFailure): Promise<StepRun> => {
  const { ports } = context;
  const { state, error, log = [] } = failed;
  if (error instanceof TemplateChangedError) {
    await blockTemplate(context, error);
    const reason: Reason = { code: 'template_no_longer_fits', params: { template: context.template.name } };
    const end = { code: 'template_changed', reason, log, to: 'failed' } as const;
    await failOperation(ports, state, end);
    return { outcome: 'rest' };
  }
  const isOwnVm = state.step.name !== 'clone';
  const code = isOwnVm && error.code === 'guest_missing' ? 'vm_missing' : failure;
  await failOperation(ports, state, { code, reason: reasonFor(failed), log, to: 'failed' });
  return { outcome: 'rest' };
};

const afterTask = async (
  context: RunContext,
  result: TaskStepResult,
  then: {
    readonly next: (context: RunContext) => StepName;
    readonly failure: ProvisionFailure;
    readonly takenUpHere: boolean;
  },
): Promise<StepRun> => {
  const { ports } = context;
  if (result.kind === 'interrupted') return { outcome: result.outcome };
  if (result.kind === 'failed') {
    if (result.error.code === 'vmid_taken') return { outcome: await onVmidTaken(context, result.state, then) };
    return fail(context, result, then.failure);
  }
  const next = then.next(context);
  const jobs = result.state.step.name === 'clone' ? [job('cluster.dispatch', { clusterId: context.cluster.id })] : [];
  const skipped = result.state.step.upid === null && result.state.step.name === 'resize';
  const reason: Reason | null = skipped ? { code: 'disk_large_enough', params: {} } : null;
  return { state: await endStep(ports, result.state, { next, jobs, skipped, reason }) };
};

const task =
  (spec: TaskStep, next: (context: RunContext) => StepName, failure: ProvisionFailure) =>
  async (context: RunContext, state: RunState, begunHere: boolean): Promise<StepRun> => {
    const result = await runTaskStep(context, state, { operation, spec, begunHere });
    return afterTask(context, result, { next, failure, takenUpHere: isUntouched(state) });
  };

/** The password leaves its seal here and nowhere else but at its owner's wish. */
const cloudInitOf = async ({ ports, template }: RunContext, { id }: Deployment): Promise<CloudInit> => {
  const access = await ports.reader.guestAccess(id);
  return {
    user: template.loginUser,
    password: access?.sealedPassword == null ? null : ports.vault.open(access.sealedPassword),
    sshKeys: access?.sshKeys ?? [],
    network: template.network,
  };
};

const configure = async (context: RunContext, state: RunState): Promise<StepRun> => {
  const { template, hypervisor, signal, ports } = context;
  const result = await callStep(context, state, {
    operation,
    name: 'configure',
    deadlineMs: 15 * MINUTE,
    async call({ deployment }) {
      const { ref, config } = await requireOurs(context, deployment);
      requireAsRegistered(template, deployment, config);
      const cloudInit = template.cloudInit ? await cloudInitOf(context, deployment) : null;
      const { vcpus: cores, memoryMiB } = deployment;
      const balloonMiB = balloonFor(config, memoryMiB);
      // A clone has its template's protection; nobody else can have meant this VM yet.
      const { protection: unprotect } = config.options;
      const request = { cores, memoryMiB, balloonMiB, tags: [portalTag], unprotect, cloudInit };
      await hypervisor.configure(ref, request, signal);
    },
  });
  if (result.kind === 'interrupted') return { outcome: result.outcome };
  if (result.kind === 'failed') return fail(context, result, 'configure_failed');
  return { state: await endStep(ports, result.state, { next: 'resize' }) };
};

const firstBoot = async (context: RunContext, state: RunState): Promise<StepRun> => {
  if (state.step === null) throw new Error('the first boot has not begun');
  const { ports } = context;
  const result = await waitForFirstBoot(context, { deployment: state.deployment, step: state.step });
  if (result.kind === 'failed') return fail(context, result, 'first_boot_failed');
  const { reason, skipped } = result;
  return { state: await endStep(ports, result.state, { next: 'address', reason, skipped }) };
};

const address = async (context: RunContext, state: RunState): Promise<StepRun> => {
  if (state.step === null) throw new Error('the address step has not begun');
  const begun: Begun = { deployment: state.deployment, step: state.step };
  const found: Addresses = await waitForAddresses(context, begun);
  const { reason, skipped, fault } = found;
  const error = fault === null ? null : await confirmFault(context, begun.deployment, fault);
  if (error?.code === 'guest_missing') return fail(context, { state: begun, error }, 'start_failed');
  const patch = { addresses: found.addresses, addressesAreFallback: found.addressesAreFallback };
  return { state: await endStep(context.ports, begun, { next: 'ready', patch, reason, skipped }) };
};

const ready = async (context: RunContext, state: RunState): Promise<StepRun> => {
  if (state.step === null) throw new Error('the last step has not begun');
  const { deployment, step } = state;
  const detail = { node: deployment.node, vmid: deployment.vmid, addresses: deployment.addresses };
  await endStep(
    context.ports,
    { deployment, step },
    {
      patch: { status: 'running', readyAt: context.ports.clock.now() },
      event: deploymentEvent(engineActions.provisioned, deployment, detail),
    },
  );
  return { outcome: 'rest' };
};

/** Only a guest that sets itself up has something to wait for before its address. */
const afterStart = ({ template }: RunContext): StepName => (template.firstBoot === 'plain' ? 'address' : 'first_boot');

type ProvisionStep = (context: RunContext, state: RunState, begunHere: boolean) => Promise<StepRun>;

const steps = (observations: Observations): Partial<Record<StepName, ProvisionStep>> => ({
  clone: task(cloneStep(observations), () => 'configure', 'clone_failed'),
  configure,
  resize: task(resizeStep, () => 'start', 'configure_failed'),
  start: task(startStep, afterStart, 'start_failed'),
  first_boot: firstBoot,
  address,
  ready,
});

export const provision = (observations: Observations) => {
  const table = steps(observations);
  return async (context: RunContext, found: RunState): Promise<RunOutcome> => {
    let state = found;
    for (let begunHere = false; ; begunHere = true) {
      const run = state.step === null ? undefined : table[state.step.name];
      if (run === undefined) throw new Error(`deployment ${state.deployment.id} provisions without a known step`);
      const result = await run(context, state, begunHere);
      if ('outcome' in result) return result.outcome;
      state = result.state;
    }
  };
};
