// Taking a quarantined VM (back) under the portal's stamp, at an administrator's word. The VM is looked at once more: it
// must be there, be no template, and bear nobody else's stamp. Then the stamp is written, and the deployment becomes what
// the VM is. Anything else leaves it in quarantine with the reason, and the VM as it was.

import type { Deployment } from '@portal/domain';
import {
  answered,
  deploymentEvent,
  engineActions,
  type GuestConfig,
  type GuestRef,
  HypervisorError,
  isTransient,
  job,
  type PowerState,
  portalTag,
  restampedDescription,
  stampsIn,
} from '@portal/domain';
import { type DeploymentStatus, type Fault, wholeGiB } from '@portal/types';
import { beginStep, endStep, failOperation, postpone } from '../commits.ts';
import type { Begun, EnginePorts, RunContext, RunOutcome, RunState } from '../engine-ports.ts';
import { locate, recordedRef } from '../locate.ts';

/** A cluster that does not answer, or a VM that stays locked, for so long sends it back to quarantine. */
const patienceMs = 10 * 60_000;

type Verdict =
  | { readonly kind: 'take'; readonly ref: GuestRef; readonly config: GuestConfig }
  | { readonly kind: 'refuse'; readonly reason: Fault }
  /** The cluster's answers do not add up yet. */
  | { readonly kind: 'later'; readonly reason: Fault };

const refuse = (reason: Fault): Verdict => ({ kind: 'refuse', reason });

/** Somebody else's stamp that stands in the way; that of a deleted deployment does not. */
const strangerIn = async (ports: EnginePorts, deployment: Deployment, config: GuestConfig): Promise<Fault | null> => {
  for (const id of stampsIn(config.description)) {
    if (id === deployment.id) continue;
    const other = await ports.reader.deployment(id);
    if (other?.status !== 'deleted') return { code: 'other_stamp', params: { name: other?.name ?? null } };
  }
  return null;
};

const judge = async (context: RunContext, { deployment }: RunState): Promise<Verdict> => {
  const ref = recordedRef(deployment);
  if (ref === null) return refuse({ code: 'not_placed', params: {} });
  const located = await locate(context, deployment, ref);
  if (located.kind === 'gone') return refuse(answered('guest_missing', null));
  if (located.kind === 'unclear') return { kind: 'later', reason: located.reason };
  const { config } = located;
  if (config.template) return refuse({ code: 'became_template', params: {} });
  const stranger = await strangerIn(context.ports, deployment, config);
  return stranger === null ? { kind: 'take', ref: located.ref, config } : refuse(stranger);
};

const isStamped = ({ id }: Deployment, { description, tags }: GuestConfig): boolean => {
  const stamps = stampsIn(description);
  return stamps.length === 1 && stamps[0] === id && tags.includes(portalTag);
};

const stamp = async (context: RunContext, deployment: Deployment, { ref, config }: Taken): Promise<void> => {
  if (isStamped(deployment, config)) return;
  const description = restampedDescription(deployment, config.description);
  const tags = [...new Set([...config.tags, portalTag])];
  await context.hypervisor.stamp(ref, { description, tags, digest: config.digest }, context.signal);
};

type Taken = Extract<Verdict, { readonly kind: 'take' }>;

const statusAt = {
  running: 'running',
  paused: 'suspended',
  stopped: 'stopped',
} as const satisfies Record<Exclude<PowerState, 'unknown'>, DeploymentStatus>;

/** The deployment becomes what its VM is, and its lease goes on. */
const finish = async (
  { ports, template }: RunContext,
  state: Begun,
  found: Taken & { readonly power: keyof typeof statusAt },
): Promise<RunOutcome> => {
  const { ref, config, power } = found;
  const { deployment } = state;
  const disk = config.disks[template.disk];
  const size = {
    vcpus: config.cores,
    memoryMiB: config.memoryMiB,
    diskGiB: disk === undefined ? deployment.diskGiB : wholeGiB(disk),
  };
  await endStep(ports, state, {
    patch: {
      ...size,
      status: statusAt[power],
      node: ref.node,
      // It may be another machine than before: the drift cycle asks it.
      addresses: [],
      failureCode: null,
    },
    event: deploymentEvent(engineActions.adopted, deployment, { ...ref, ...size, power }),
    // A lease that ended in quarantine is due at once.
    jobs: [job('lease.due', { deploymentId: deployment.id }, deployment.expiresAt)],
  });
  return 'rest';
};

const backToQuarantine = async ({ ports }: RunContext, state: Begun, cause: Fault): Promise<RunOutcome> => {
  const reason = { code: 'not_adopted', params: { cause } } as const;
  await failOperation(ports, state, { code: 'stamp_mismatch', reason, log: [], to: 'quarantined' });
  return 'rest';
};

const later = async (
  context: RunContext,
  state: Begun,
  wait: { readonly reason: Fault; readonly insist: boolean },
): Promise<RunOutcome> => {
  const { ports } = context;
  const until = state.step.startedAt.getTime() + patienceMs;
  if (ports.clock.now().getTime() > until) return backToQuarantine(context, state, wait.reason);
  const reason = { code: 'retrying', params: { cause: wait.reason } } as const;
  await postpone(ports, state, reason, { forgetTask: false, insistUntil: wait.insist ? context.signal : null });
  return 'rest';
};

const attempt = async (context: RunContext, state: Begun): Promise<RunOutcome> => {
  const verdict = await judge(context, state);
  if (verdict.kind === 'refuse') return backToQuarantine(context, state, verdict.reason);
  if (verdict.kind === 'later') return later(context, state, { reason: verdict.reason, insist: false });
  await stamp(context, state.deployment, verdict);
  const { power } = await context.hypervisor.guestStatus(verdict.ref, context.signal);
  if (power === 'unknown')
    return later(context, state, { reason: { code: 'power_not_told', params: {} }, insist: false });
  return finish(context, state, { ...verdict, power });
};

/** A repeat looks again first: a stamp that is already there is not written twice. */
export const adopt = async (context: RunContext, state: RunState): Promise<RunOutcome> => {
  const { deployment, step } = state;
  const begun = step === null ? await beginStep(context.ports, state, 'adopt', 'stamp') : { deployment, step };
  try {
    return await attempt(context, begun);
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    const { reason, maybeDone } = error;
    if (isTransient(error) || maybeDone) return later(context, begun, { reason, insist: maybeDone });
    return backToQuarantine(context, begun, reason);
  }
};
