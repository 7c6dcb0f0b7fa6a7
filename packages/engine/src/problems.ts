// What the engine meets that only an administrator can settle, as problems; and the look, once a cycle, at those that go away
// in the cluster alone. Whatever waited for one is woken when it is gone.
import {
  commitProblems,
  type Deployment,
  type DeploymentStep,
  type GuestConfig,
  type HypervisorError,
  job,
  leaseDemand,
  leaseInForce,
  type OpenProblem,
  onDeployment,
  type ProblemWrite,
  raised,
  refusedSince,
  resolved,
  type TaskLog,
} from '@portal/domain';
import { type DeletionObstacle, type ProblemCode, problemSchemas } from '@portal/types';
import type { EnginePorts } from './engine-ports.ts';
import type { ForeignGuestError } from './guest.ts';
import type { GuestLockedError } from './guest-lock.ts';
import { recordedRef } from './locate.ts';
import { askNode, attempt, type Look } from './reconcile/look.ts';

export const lockLeftBehind = (deployment: Deployment, { ref, lock }: GuestLockedError): ProblemWrite =>
  raised('lock_left_behind', onDeployment(deployment), { ...ref, lock });

/** A VM that is there and cannot be read is for an administrator to settle: it is in quarantine until then. */
export const unreadable = (deployment: Deployment, { code }: ForeignGuestError['reason']): ProblemWrite[] => {
  const ref = recordedRef(deployment);
  if (ref === null || code !== 'quarantined_hidden') return [];
  return [raised('vm_unreadable', onDeployment(deployment), { ...ref, reason: 'left_pool' })];
};

const obstacleOf = ({ code }: HypervisorError): DeletionObstacle => {
  if (code === 'protected') return 'protection';
  return code === 'locked' ? 'lock' : 'refused';
};

/** For a deletion that comes to nothing: a problem where the lease asked for it, since nobody else is told. */
export const leaseBlocked = (
  { clock }: EnginePorts,
  deployment: Deployment,
  error: HypervisorError,
): ProblemWrite[] => {
  const ref = recordedRef(deployment);
  if (ref === null || leaseDemand(leaseInForce(deployment), clock.now()) !== 'delete') return [];
  return [raised('lease_blocked', onDeployment(deployment), { ...ref, obstacle: obstacleOf(error) })];
};

const obstacleIn = (params: unknown): DeletionObstacle | null => {
  const read = problemSchemas.lease_blocked.safeParse(params);
  return read.success ? read.data.obstacle : null;
};

export const openProblemOn = async (
  { reader }: EnginePorts,
  code: ProblemCode,
  { id }: Deployment,
): Promise<OpenProblem | null> => (await reader.openProblems(code)).find(({ subject }) => subject.id === id) ?? null;

/** Whether the deletion at the end of a lease would be refused again: as the last cycle saw it. */
export const isLeaseBlocked = async (ports: EnginePorts, deployment: Deployment): Promise<boolean> => {
  const { clock } = ports;
  const found = await openProblemOn(ports, 'lease_blocked', deployment);
  if (found === null) return false;
  const triedLately = deployment.updatedAt > refusedSince(clock.now());
  return obstacleIn(found.params) !== 'refused' || triedLately;
};

interface Warned {
  readonly ports: EnginePorts;
  readonly deployment: Deployment;
  readonly activeStep: DeploymentStep;
}

const fewLines = 5;

/** The log of a task that warned stays with its step. */
export const noteWarnings = async (
  { ports, deployment, activeStep: step }: Warned,
  { lines: log, warnings }: TaskLog,
): Promise<DeploymentStep> => {
  const ref = recordedRef(deployment);
  if (ref !== null && step.upid !== null) {
    const lines = [...(warnings.length > 0 ? warnings : log.slice(-fewLines))];
    const params = { ...ref, task: step.name, upid: step.upid, lines };
    await commitProblems(ports.unitOfWork, 'deployment.run', [
      raised('task_warnings', onDeployment(deployment), params),
    ]);
  }
  return { ...step, log };
};

const isLockGone = (_open: OpenProblem, { lock }: GuestConfig): boolean => lock === null;

const isObstacleGone = ({ params }: OpenProblem, { lock, options }: GuestConfig): boolean => {
  const obstacle = obstacleIn(params);
  return obstacle === 'protection' ? !options.protection : obstacle === 'lock' && lock === null;
};

const looks = [
  {
    code: 'lock_left_behind',
    isGone: isLockGone,
    wake: ({ id }: Deployment) => job('deployment.run', { deploymentId: id }),
  },
  {
    code: 'lease_blocked',
    isGone: isObstacleGone,
    wake: ({ id }: Deployment) => job('lease.due', { deploymentId: id }),
  },
] as const;

/** A lease that was extended, or that deletes nothing any more, is not in the way of anything. */
const isMoot = ({ ports }: Look, code: (typeof looks)[number]['code'], deployment: Deployment): boolean =>
  deployment.rest === 'deleted' ||
  (code === 'lease_blocked' && leaseDemand(leaseInForce(deployment), ports.clock.now()) !== 'delete');

/** Asks each VM that stands in such a problem. */
export const lookAtProblems = async (look: Look): Promise<void> => {
  const { ports, cluster, hypervisor, signal } = look;
  for (const { code, isGone, wake } of looks) {
    for (const open of await ports.reader.openProblems(code)) {
      const deployment = await ports.reader.deployment(open.subject.id);
      if (deployment === null || deployment.clusterId !== cluster.id) continue;
      const ref = recordedRef(deployment);
      const gone =
        ref === null ||
        isMoot(look, code, deployment) ||
        (await attempt(ports, { deploymentId: deployment.id }, async () => {
          const config = await askNode(look, ref.node, () => hypervisor.guestConfig(ref, signal));
          return isGone(open, config);
        })) === true;
      if (!gone) continue;
      // In one transaction: nobody else would ever wake what waited for it.
      await commitProblems(ports.unitOfWork, 'cluster.observe', [resolved(code, open.subject)], [wake(deployment)]);
    }
  }
};
