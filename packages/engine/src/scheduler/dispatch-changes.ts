// What a round of dispatch writes down about each of those that wait: placed, with the first steps of its provisioning;
// waiting, with the reason; or turned away, because its cluster refuses what it cannot take.
import {
  Change,
  type Deployment,
  type DeploymentStep,
  deploymentEvent,
  engineActions,
  job,
  nextDeployment,
  type Transaction,
  type Write,
} from '@portal/domain';
import { type Reason, sameReason } from '@portal/types';
import { newStep } from '../commits.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { Placement } from './placement.ts';

export const placedChange = (
  ports: EnginePorts,
  deployment: Deployment,
  spot: { readonly vmid: number; readonly placement: Extract<Placement, { placed: true }> },
): Change => {
  const { vmid, placement } = spot;
  const now = ports.clock.now();
  const where = { vmid, node: placement.node, storage: placement.storage };
  const patch = { status: 'provisioning', ...where, placedAt: now, statusReason: null } as const;
  const finished = (name: 'reserve' | 'place', reason: Reason): DeploymentStep => ({
    ...newStep(ports, deployment.id, 'provision', name),
    status: 'done',
    startedAt: now,
    endedAt: now,
    reason,
  });
  const writes: Write[] = [
    {
      kind: 'deployment.update',
      row: nextDeployment(deployment, patch, now),
      read: deployment,
    },
    { kind: 'vmid.reserve', clusterId: deployment.clusterId, vmid, deploymentId: deployment.id },
    { kind: 'step.insert', row: finished('reserve', { code: 'vmid_reserved', params: { vmid } }) },
    { kind: 'step.insert', row: finished('place', placement.reason) },
    {
      kind: 'step.insert',
      row: { ...newStep(ports, deployment.id, 'provision', 'clone'), startedAt: now, isTakenUp: false },
    },
  ];
  return Change.of({
    writes,
    events: [deploymentEvent(engineActions.placed, deployment, { ...where, choice: placement.reason })],
    jobs: [job('deployment.run', { deploymentId: deployment.id })],
  });
};

interface Wait {
  /** Null when it waits for nothing but its turn. */
  readonly reason: Reason | null;
  /** What each node lacks, for those who administer the cluster. */
  readonly choice: Reason | null;
}

const itsTurn: Reason = { code: 'waiting_for_turn', params: {} };

/** Says why it waits, once per reason. */
export const writeWait = async (
  tx: Transaction,
  ports: EnginePorts,
  deployment: Deployment,
  { reason, choice }: Wait,
): Promise<void> => {
  if (sameReason(deployment.statusReason, reason)) return;
  const row = nextDeployment(deployment, { statusReason: reason }, ports.clock.now());
  const detail = { step: 'place', reason: reason ?? itsTurn, ...(choice === null ? {} : { choice }) };
  await tx.commit(
    Change.of({
      writes: [{ kind: 'deployment.update', row, read: deployment }],
      events: [deploymentEvent(engineActions.waiting, deployment, detail)],
    }),
  );
};

export const notAdmittedChange = (
  ports: EnginePorts,
  deployment: Deployment,
  { reason, choice }: { readonly reason: Reason; readonly choice: Reason | null },
): Change => {
  const patch = { status: 'failed', failureCode: 'not_admitted', statusReason: reason } as const;
  const row = nextDeployment(deployment, patch, ports.clock.now());
  const detail = { code: patch.failureCode, step: 'place', reason, ...(choice === null ? {} : { choice }) };
  return Change.of({
    writes: [{ kind: 'deployment.update', row, read: deployment }],
    events: [deploymentEvent(engineActions.failed, deployment, detail, 'failed')],
  });
};
