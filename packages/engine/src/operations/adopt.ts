// Taking a quarantined VM (back) under the portal's ownership tag, at an administrator's word. The VM is looked at once more: it
// must be there, be no template, and bear nobody else's ownership tag. Then the ownership tag is written, and the deployment becomes what
// the VM is. Anything else leaves it in quarantine with the reason, and the VM as it was.
import {
  answered,
  type Deployment,
  deploymentEvent,
  engineActions,
  type GuestConfig,
  HypervisorError,
  isTransient,
  job,
  onDeployment,
  ownersIn,
  type PowerState,
  resolved,
} from '@portal/domain';
import { type Fault, wholeGiB } from '@portal/types';
import type { EnginePorts } from '../engine-ports.ts';
import { takeOver } from '../guest.ts';
import { type Found, locate, recordedRef } from '../locate.ts';
import type { Op, Workflow } from '../workflow.ts';
import { restAt } from './outcome.ts';

/** A cluster that does not answer, or a VM that stays locked, for so long sends it back to quarantine. */
const patienceMs = 10 * 60_000;

type Verdict =
  | ({ readonly kind: 'take' } & Found)
  | { readonly kind: 'refuse'; readonly reason: Fault }
  /** The cluster's answers do not add up yet. */
  | { readonly kind: 'later'; readonly reason: Fault };

const refuse = (reason: Fault): Verdict => ({ kind: 'refuse', reason });

/** Somebody else's ownership tag that stands in the way; that of a deleted deployment does not. */
const strangerIn = async (ports: EnginePorts, deployment: Deployment, config: GuestConfig): Promise<Fault | null> => {
  for (const id of ownersIn(config.description)) {
    if (id === deployment.id) continue;
    const other = await ports.reader.deployment(id);
    if (other?.rest !== 'deleted') return { code: 'other_stamp', params: { name: other?.name ?? null } };
  }
  return null;
};

const judge = async (op: Op): Promise<Verdict> => {
  const { deployment } = op;
  const ref = recordedRef(deployment);
  if (ref === null) return refuse({ code: 'not_placed', params: {} });
  const located = await locate(op, deployment, ref);
  if (located.kind === 'gone') return refuse(answered('guest_missing', null));
  if (located.kind === 'unclear') return { kind: 'later', reason: located.reason };
  const { config } = located;
  if (config.template) return refuse({ code: 'became_template', params: {} });
  const stranger = await strangerIn(op.ports, deployment, config);
  return stranger === null ? { kind: 'take', ref: located.ref, config } : refuse(stranger);
};

type Taken = Extract<Verdict, { readonly kind: 'take' }>;

/** The deployment becomes what its VM is, and its lease goes on. */
const becomeIt = async (op: Op, found: Taken & { readonly power: PowerState }): Promise<void> => {
  const { ref, config, power } = found;
  const { deployment, template } = op;
  const disk = config.disks[template.disk];
  const size = {
    vcpus: config.cores,
    memoryMiB: config.memoryMiB,
    diskGiB: disk === undefined ? deployment.diskGiB : wholeGiB(disk),
  };
  await op.finish(restAt[power], {
    // It may be another machine than before: the drift cycle asks it.
    patch: { ...size, node: ref.node, addresses: [], failureCode: null },
    writes: [resolved('vm_unreadable', onDeployment(deployment))],
    event: deploymentEvent(engineActions.adopted, deployment, { ...ref, ...size, power }),
    // A lease that ended in quarantine is due at once.
    jobs: [job('lease.due', { deploymentId: deployment.id })],
  });
};

const backToQuarantine = (op: Op, cause: Fault): Promise<never> =>
  op.fail({ code: 'stamp_mismatch', reason: { code: 'not_adopted', params: { cause } }, to: 'quarantined' });

const later = (op: Op, cause: Fault, insist = false): Promise<never> =>
  op.isWithin(patienceMs)
    ? op.suspend({ code: 'retrying', params: { cause } }, { insist })
    : backToQuarantine(op, cause);

/** A repeat looks again first: an ownership tag that is already there is not written twice. */
export const adopt: Workflow = async (op) => {
  await op.enter('stamp');
  try {
    const verdict = await judge(op);
    if (verdict.kind === 'refuse') return await backToQuarantine(op, verdict.reason);
    if (verdict.kind === 'later') return await later(op, verdict.reason);
    await takeOver(op, verdict);
    const { power } = await op.hypervisor.guestStatus(verdict.ref, op.signal);
    if (power === 'unknown') return await later(op, { code: 'power_not_told', params: {} });
    await becomeIt(op, { ...verdict, power });
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    const { reason, maybeDone } = error;
    await (isTransient(error) || maybeDone ? later(op, reason, maybeDone) : backToQuarantine(op, reason));
  }
};
