// A closer look at one VM that is not as the database says. What changed outside the portal is written down as the
// system's act, in one commit; nothing is ever mended on the cluster here.
import {
  type AuditEvent,
  type Deployment,
  type DeploymentPatch,
  deploymentEvent,
  engineActions,
  type GuestConfig,
  type GuestStatus,
  type JobRequest,
  job,
  statusOf,
  type TemplateVersion,
} from '@portal/domain';
import { type DeploymentStatus, type Reason, type Rest, sameReason } from '@portal/types';
import { commit, type Failure, failOperation } from '../commits.ts';
import { type Located, locate, recordedRef } from '../locate.ts';
import { restAt } from '../operations/outcome.ts';
import { type Suspect, unobserved } from './comparison.ts';
import { observeActor as actor, askNode, type Look } from './look.ts';
import { resized } from './resized.ts';

/** `as_recorded`: the observation is behind, or says what the database cannot hold. */
export interface Finding {
  readonly kind: 'changed' | 'as_recorded' | 'quarantined';
  /** The VM's name now on record. */
  readonly name: string;
}

/** A VM that is ours, as it was found. */
interface FoundVm {
  readonly node: string;
  readonly config: GuestConfig;
  readonly guest: GuestStatus;
  readonly suspect: Suspect;
  readonly template: TemplateVersion | null;
}

interface Difference {
  readonly patch: DeploymentPatch;
  readonly event: AuditEvent;
  readonly jobs?: readonly JobRequest[];
}

const moved = (deployment: Deployment, { node }: FoundVm): Difference | null => {
  if (deployment.node === node) return null;
  const detail = { fromNode: deployment.node, toNode: node };
  return { patch: { node }, event: deploymentEvent(engineActions.movedOutside, deployment, detail) };
};

/** Where a VM's own power puts a deployment at rest; null where that says nothing new. */
const restOf = (deployment: Deployment, { power, lock }: GuestStatus): Rest | null => {
  if (power === 'unknown') return null;
  // A backup or a snapshot pauses it for a moment, under its lock.
  if (power === 'paused' && lock !== null) return null;
  const rest = restAt[power];
  return rest === deployment.rest ? null : rest;
};

/** What is not to run, and what stops it. */
const stoppedAgain: Partial<Record<DeploymentStatus, 'expire' | 'trash'>> = { expired: 'expire', trashed: 'trash' };

const poweredOtherwise = (deployment: Deployment, { guest }: FoundVm): Difference | null => {
  const { power } = guest;
  const rest = restOf(deployment, guest);
  if (rest === null) return null;
  const from = statusOf(deployment);
  // Its lease has ended, or somebody deleted it: whoever started it outside, it is stopped again.
  const operation = rest === 'stopped' ? null : (stoppedAgain[from] ?? null);
  const action = deployment.rest === 'failed' ? engineActions.foundAgain : engineActions.powerChangedOutside;
  return {
    patch: { rest, operation, statusReason: null },
    event: deploymentEvent(action, deployment, { from, power }),
    jobs: operation !== null ? [job('deployment.run', { deploymentId: deployment.id })] : [],
  };
};

/** The end of a lease, or what made it fail, is what an owner has to know first. */
const noted = ({ rest, leaseEnded }: Deployment, reason: Reason): DeploymentPatch =>
  rest === 'failed' || (rest === 'stopped' && leaseEnded) ? {} : { statusReason: reason };

const renamed = (deployment: Deployment, { config, suspect }: FoundVm): Difference | null => {
  const { name: found } = config;
  const { knownName: known } = suspect;
  if (found === null || found === known) return null;
  const reason: Reason =
    found === deployment.name
      ? { code: 'name_restored', params: {} }
      : { code: 'renamed_outside', params: { name: found } };
  // Said before: a process died between this and the end of its cycle.
  if (sameReason(deployment.statusReason, reason)) return null;
  const event = deploymentEvent(engineActions.renamedOutside, deployment, { from: known, to: found });
  return { patch: noted(deployment, reason), event };
};

const sizedOtherwise = (deployment: Deployment, { config, suspect, template }: FoundVm): Difference | null => {
  const diskGiB = template === null ? null : (config.disks[template.disk] ?? null);
  const change = resized(deployment, { observed: suspect.guest, config, diskGiB });
  if (change === null) return null;
  const event = deploymentEvent(engineActions.resizedOutside, deployment, { from: change.from, to: change.to });
  return { patch: { ...change.to, ...noted(deployment, change.reason) }, event };
};

const asTheVmIs = async (look: Look, deployment: Deployment, vm: FoundVm): Promise<Finding> => {
  let patch: DeploymentPatch = {};
  const events: AuditEvent[] = [];
  const jobs: JobRequest[] = [];
  for (const differenceIn of [moved, poweredOtherwise, renamed, sizedOtherwise]) {
    const difference = differenceIn({ ...deployment, ...patch }, vm);
    if (difference === null) continue;
    patch = { ...patch, ...difference.patch };
    events.push(difference.event);
    jobs.push(...(difference.jobs ?? []));
  }
  const name = vm.config.name ?? vm.suspect.knownName;
  const [first, ...others] = events;
  if (first === undefined) return { kind: 'as_recorded', name };
  await commit(look.ports, deployment, { actor, patch, events: [first, ...others], jobs });
  return { kind: 'changed', name };
};

/** Says to its owner that nothing can be said, once for each reason. */
const unseen = async (
  { ports }: Look,
  deployment: Deployment,
  reason: Reason,
  because = reason,
): Promise<Finding['kind']> => {
  if (deployment.rest === 'failed' || sameReason(deployment.statusReason, reason)) return 'as_recorded';
  await commit(ports, deployment, {
    actor,
    patch: { statusReason: reason },
    events: [deploymentEvent(engineActions.unobserved, deployment, { reason: because }, 'failed')],
  });
  return 'changed';
};

const follow = async (
  look: Look,
  deployment: Deployment,
  { located, suspect }: { readonly located: Located; readonly suspect: Suspect },
): Promise<Finding> => {
  const { ports, hypervisor, signal } = look;
  const { knownName: name } = suspect;
  const fail = (failure: Pick<Failure, 'action' | 'code' | 'reason' | 'to'>): Promise<void> =>
    failOperation(ports, { deployment, step: null }, { actor, ...failure });
  switch (located.kind) {
    case 'gone': {
      const reason: Reason = { code: 'removed_outside', params: {} };
      await fail({ action: engineActions.missingOutside, code: 'vm_missing', reason, to: 'failed' });
      return { kind: 'changed', name };
    }
    case 'foreign': {
      const reason: Reason = { code: 'quarantined', params: { finding: located.finding } };
      await fail({ code: 'stamp_mismatch', reason, to: 'quarantined' });
      return { kind: 'quarantined', name };
    }
    case 'unclear':
      return { kind: await unseen(look, deployment, unobserved.unclear, located.reason), name };
    case 'ours': {
      const { ref, config } = located;
      const guest = await askNode(look, ref.node, () => hypervisor.guestStatus(ref, signal));
      const template = await ports.reader.templateVersion(deployment.templateId, deployment.templateVersion);
      return asTheVmIs(look, deployment, { node: ref.node, config, guest, suspect, template });
    }
  }
};

const observedAgain = ({ ports }: Look, deployment: Deployment): Promise<Deployment> =>
  commit(ports, deployment, {
    actor,
    patch: { statusReason: null },
    events: [deploymentEvent(engineActions.observedAgain, deployment)],
  });

/**
 * Null when somebody has moved the deployment meanwhile. Throws StaleVersionError when that happens during the look, and
 * HypervisorError when the cluster does not let the VM be looked at.
 */
export const lookAt = async (look: Look, suspect: Suspect): Promise<Finding | null> => {
  const deployment = await look.ports.reader.deployment(suspect.deployment.id);
  const { rest, operation } = suspect.deployment;
  if (deployment === null || deployment.rest !== rest || deployment.operation !== operation) return null;
  const ref = recordedRef(deployment);
  if (ref === null) return null;
  if (suspect.suspicion === 'out_of_sight') {
    return { kind: await unseen(look, deployment, unobserved.node), name: suspect.knownName };
  }
  const current = suspect.suspicion === 'in_sight' ? await observedAgain(look, deployment) : deployment;
  const located = await askNode(look, ref.node, () => locate(look, current, ref));
  const finding = await follow(look, current, { located, suspect });
  return current !== deployment && finding.kind === 'as_recorded' ? { ...finding, kind: 'changed' } : finding;
};
