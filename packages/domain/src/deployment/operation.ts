// Which operation is open on a deployment, and how it ends: both follow from how the deployment moves, so every path that
// moves one (a person, a job, what is seen in the cluster) opens and ends them alike.
import type { FailureCode, Operation, OperationState } from '@portal/types';
import type { Deployment } from '../records.ts';
import { operationIn } from './machine.ts';

export type OperationWrite =
  /** Requested by whoever commits it. */
  | {
      readonly kind: 'operation.begin';
      readonly deploymentId: string;
      readonly operation: Operation;
      readonly requestedAt: Date;
    }
  | {
      readonly kind: 'operation.end';
      readonly deploymentId: string;
      readonly state: Extract<OperationState, 'succeeded' | 'failed' | 'cancelled'>;
      readonly failureCode: FailureCode | null;
      readonly endedAt: Date;
    };

type Status = Deployment['status'];

const kindIn = (status: Status): Operation | null => (status === 'queued' ? 'provision' : operationIn[status]);

/** A stop at the end of a lease is one of its own. */
const openIn = ({ status, expiresAt, updatedAt }: Deployment): Operation | null =>
  status === 'stopping' && expiresAt <= updatedAt ? 'expire' : kindIn(status);

/** One that waits for a place is the one that it gets it for: a creation, or a rebuild whose old VM is gone. */
const goesOn = (from: Status, to: Status): boolean =>
  (from === 'queued' && to === 'provisioning') ||
  (to === 'queued' && (from === 'provisioning' || from === 'rebuilding'));

const endOf = (from: Status, row: Deployment): Extract<OperationWrite, { readonly kind: 'operation.end' }> => {
  const { id: deploymentId, status, failureCode, updatedAt: endedAt } = row;
  const end = { kind: 'operation.end', deploymentId, endedAt } as const;
  if (openIn(row) !== null || (status === 'deleted' && from !== 'deleting')) {
    return { ...end, state: 'cancelled', failureCode: null };
  }
  return failureCode === null ? { ...end, state: 'succeeded', failureCode } : { ...end, state: 'failed', failureCode };
};

/** `read`: the deployment before this change; null for a new one. */
export const operationWrites = (
  read: Pick<Deployment, 'status'> | null,
  row: Deployment,
): readonly OperationWrite[] => {
  const from = read?.status ?? null;
  if (from === row.status || (from !== null && goesOn(from, row.status))) return [];
  const operation = openIn(row);
  return [
    ...(from !== null && kindIn(from) !== null ? [endOf(from, row)] : []),
    ...(operation === null
      ? []
      : [{ kind: 'operation.begin' as const, deploymentId: row.id, operation, requestedAt: row.updatedAt }]),
  ];
};
