// A closer look at one VM that is not as the database says. What changed outside the portal is written down as the
// system's act; nothing is ever mended on the cluster here.
import {
  type Deployment,
  deploymentEvent,
  engineActions,
  type GuestConfig,
  type GuestStatus,
  job,
} from '@portal/domain';
import { type DeploymentStatus, type OwnershipFinding, type Reason, sameReason } from '@portal/types';
import { commit, failOperation } from '../commits.ts';
import { type Located, locate, recordedRef } from '../locate.ts';
import { statusAt } from '../operations/outcome.ts';
import { type Suspect, unobserved } from './comparison.ts';
import { observeActor as actor, askNode, type Look } from './look.ts';
import { resized } from './resized.ts';

/** `as_recorded`: the observation is behind, or says what the database cannot hold. */
export interface Finding {
  readonly kind: 'changed' | 'as_recorded' | 'quarantined';
  /** The VM's name now on record. */
  readonly name: string;
}

const missing = ({ ports }: Look, deployment: Deployment): Promise<void> => {
  const reason: Reason = { code: 'removed_outside', params: {} };
  return failOperation(
    ports,
    { deployment, step: null },
    { actor, action: engineActions.missingOutside, code: 'vm_missing', reason, log: [], to: 'failed' },
  );
};

const quarantined = ({ ports }: Look, deployment: Deployment, finding: OwnershipFinding): Promise<void> => {
  const reason: Reason = { code: 'quarantined', params: { finding } };
  return failOperation(
    ports,
    { deployment, step: null },
    { actor, code: 'stamp_mismatch', reason, log: [], to: 'quarantined' },
  );
};

const withNode = async ({ ports }: Look, deployment: Deployment, node: string): Promise<Deployment> => {
  if (deployment.node === node) return deployment;
  const detail = { fromNode: deployment.node, toNode: node };
  return commit(ports, deployment, {
    actor,
    patch: { node },
    events: [deploymentEvent(engineActions.movedOutside, deployment, detail)],
  });
};

/** Where a VM's own power puts a deployment at rest; null where that says nothing new. */
const restOf = (deployment: Deployment, { power, lock }: GuestStatus): DeploymentStatus | null => {
  if (power === 'unknown' || deployment.status === 'trashed') return null;
  // A backup or a snapshot pauses it for a moment, under its lock.
  if (power === 'paused' && lock !== null) return null;
  if (deployment.status === 'expired') return power === 'stopped' ? null : 'stopping';
  const status = statusAt[power];
  return status === deployment.status ? null : status;
};

const withPower = async ({ ports }: Look, deployment: Deployment, guest: GuestStatus): Promise<Deployment> => {
  const status = restOf(deployment, guest);
  if (status === null) return deployment;
  const action = deployment.status === 'failed' ? engineActions.foundAgain : engineActions.powerChangedOutside;
  return commit(ports, deployment, {
    actor,
    patch: {
      status,
      statusReason: null,
    },
    events: [deploymentEvent(action, deployment, { from: deployment.status, power: guest.power })],
    // Its lease has ended: whoever started it outside, it is stopped again.
    jobs: status === 'stopping' ? [job('deployment.run', { deploymentId: deployment.id })] : [],
  });
};

/** The end of a lease, or what made it fail, is what an owner has to know first. */
const note = ({ status }: Deployment, reason: Reason): Partial<Pick<Deployment, 'statusReason'>> =>
  status === 'expired' || status === 'failed' ? {} : { statusReason: reason };

const withName = async (
  { ports }: Look,
  deployment: Deployment,
  names: { readonly known: string; readonly found: string | null },
): Promise<Deployment> => {
  const { known, found } = names;
  if (found === null || found === known) return deployment;
  const reason: Reason =
    found === deployment.name
      ? { code: 'name_restored', params: {} }
      : { code: 'renamed_outside', params: { name: found } };
  // Said before: a process died between this and the end of its cycle.
  if (sameReason(deployment.statusReason, reason)) return deployment;
  return commit(ports, deployment, {
    actor,
    patch: note(deployment, reason),
    events: [deploymentEvent(engineActions.renamedOutside, deployment, { from: known, to: found })],
  });
};

const withSize = async (
  { ports }: Look,
  deployment: Deployment,
  seen: { readonly config: GuestConfig; readonly suspect: Suspect },
): Promise<Deployment> => {
  const { config, suspect } = seen;
  const template = await ports.reader.templateVersion(deployment.templateId, deployment.templateVersion);
  const disk = template === null ? null : (config.disks[template.disk] ?? null);
  const change = resized(deployment, { observed: suspect.guest, config, diskGiB: disk });
  if (change === null) return deployment;
  return commit(ports, deployment, {
    actor,
    patch: { ...change.to, ...note(deployment, change.reason) },
    events: [deploymentEvent(engineActions.resizedOutside, deployment, { from: change.from, to: change.to })],
  });
};

const asTheVmIs = async (
  look: Look,
  deployment: Deployment,
  found: { readonly located: Extract<Located, { readonly kind: 'ours' }>; readonly suspect: Suspect },
): Promise<Finding> => {
  const { located, suspect } = found;
  const { ref, config } = located;
  const status = await askNode(look, ref.node, () => look.hypervisor.guestStatus(ref, look.signal));
  let current = await withNode(look, deployment, ref.node);
  current = await withPower(look, current, status);
  current = await withName(look, current, { known: suspect.knownName, found: config.name });
  current = await withSize(look, current, { config, suspect });
  const kind = current.version === deployment.version ? 'as_recorded' : 'changed';
  return { kind, name: config.name ?? suspect.knownName };
};

/** Says to its owner that nothing can be said, once for each reason. */
const unseen = async (
  { ports }: Look,
  deployment: Deployment,
  why: { readonly reason: Reason; readonly because: Reason | null },
): Promise<Finding['kind']> => {
  if (deployment.status === 'failed' || sameReason(deployment.statusReason, why.reason)) return 'as_recorded';
  await commit(ports, deployment, {
    actor,
    patch: { statusReason: why.reason },
    events: [deploymentEvent(engineActions.unobserved, deployment, { reason: why.because ?? why.reason }, 'failed')],
  });
  return 'changed';
};

const settle = async (
  look: Look,
  deployment: Deployment,
  found: { readonly located: Located; readonly suspect: Suspect },
): Promise<Finding> => {
  const { located, suspect } = found;
  const name = suspect.knownName;
  switch (located.kind) {
    case 'gone':
      await missing(look, deployment);
      return { kind: 'changed', name };
    case 'foreign':
      await quarantined(look, deployment, located.finding);
      return { kind: 'quarantined', name };
    case 'unclear': {
      const why = { reason: unobserved.unclear, because: located.reason };
      return { kind: await unseen(look, deployment, why), name };
    }
    case 'ours':
      return asTheVmIs(look, deployment, { located, suspect });
  }
};

const observedAgain = async ({ ports }: Look, deployment: Deployment): Promise<Deployment> =>
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
  if (deployment === null || deployment.status !== suspect.deployment.status) return null;
  const ref = recordedRef(deployment);
  if (ref === null) return null;
  if (suspect.suspicion === 'out_of_sight') {
    const why = { reason: unobserved.node, because: null };
    return { kind: await unseen(look, deployment, why), name: suspect.knownName };
  }
  const current = suspect.suspicion === 'in_sight' ? await observedAgain(look, deployment) : deployment;
  const located = await askNode(look, ref.node, () => locate(look, current, ref));
  const finding = await settle(look, current, { located, suspect });
  return current !== deployment && finding.kind === 'as_recorded' ? { ...finding, kind: 'changed' } : finding;
};
