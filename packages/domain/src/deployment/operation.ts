// Which operation is open on a deployment, what it waits for, and how it ends: all follow from how the deployment moves, so every
// path that moves one (a person, a job, what is seen in the cluster) opens and ends them alike.
import { type FailureCode, type Operation, type OperationState, type Reason, sameReason } from '@portal/types';
import type { Deployment } from '../records.ts';
import { operationIn } from './machine.ts';

export type OperationWrite =
  /** Requested by whoever commits it. */
  | {
      readonly kind: 'operation.begin';
      readonly deploymentId: string;
      readonly operation: Operation;
      readonly requestedAt: Date;
      readonly waitsFor: Reason | null;
      readonly retryOf: string | null;
    }
  | { readonly kind: 'operation.wait'; readonly deploymentId: string; readonly waitsFor: Reason | null }
  /** It goes on until the VM may be left; its error says from now on that somebody has cancelled it. */
  | { readonly kind: 'operation.cancel'; readonly deploymentId: string; readonly error: Reason }
  | {
      readonly kind: 'operation.end';
      readonly deploymentId: string;
      readonly state: Extract<OperationState, 'succeeded' | 'failed' | 'cancelled'>;
      readonly failureCode: FailureCode | null;
      readonly error: Reason | null;
      readonly endedAt: Date;
    };

/** What the move of a deployment does not say of its operations by itself. */
export interface OperationNotes {
  /** Who has cancelled the one that is open. */
  readonly cancelledBy?: string | null;
  /** The one that has failed, of which the one that begins is another try. */
  readonly retryOf?: string;
}

/** A deployment before a change. */
export type ReadDeployment = Pick<Deployment, 'version' | 'status' | 'statusReason' | 'failureCode'>;

type Status = Deployment['status'];

const kindIn = (status: Status): Operation | null => (status === 'queued' ? 'provision' : operationIn[status]);

/** A stop at the end of a lease is one of its own. */
const openIn = ({ status, expiresAt, updatedAt }: Deployment): Operation | null =>
  status === 'stopping' && expiresAt <= updatedAt ? 'expire' : kindIn(status);

/** One that waits for a place is the one that it gets it for: a creation, or a rebuild whose old VM is gone. */
const goesOn = (from: Status, to: Status): boolean =>
  from === to ||
  (from === 'queued' && to === 'provisioning') ||
  (to === 'queued' && (from === 'provisioning' || from === 'rebuilding'));

const waitOf = ({ statusReason, failureCode }: Pick<Deployment, 'statusReason' | 'failureCode'>): Reason | null =>
  failureCode === null ? statusReason : null;

const cancelled = (by: string): Reason => ({ code: 'cancelled', params: { by } });

const endOf = (row: Deployment, cancelledBy: string | null): OperationWrite => {
  const { id: deploymentId, failureCode, statusReason, updatedAt: endedAt } = row;
  const end = { kind: 'operation.end', deploymentId, endedAt } as const;
  if (cancelledBy !== null) return { ...end, state: 'cancelled', failureCode: null, error: cancelled(cancelledBy) };
  if (openIn(row) !== null) {
    return { ...end, state: 'cancelled', failureCode: null, error: { code: 'superseded', params: {} } };
  }
  return failureCode === null
    ? { ...end, state: 'succeeded', failureCode, error: null }
    : { ...end, state: 'failed', failureCode, error: statusReason };
};

/** Of a deployment whose operation, if it has one, stays the same. */
const onTheWay = (read: ReadDeployment, row: Deployment, cancelledBy: string | null): readonly OperationWrite[] => {
  if (kindIn(row.status) === null) return [];
  const { id: deploymentId } = row;
  const waitsFor = waitOf(row);
  return [
    ...(cancelledBy === null
      ? []
      : [{ kind: 'operation.cancel' as const, deploymentId, error: cancelled(cancelledBy) }]),
    ...(sameReason(waitOf(read), waitsFor) ? [] : [{ kind: 'operation.wait' as const, deploymentId, waitsFor }]),
  ];
};

/** `read`: the deployment before this change; null for a new one. */
export const operationWrites = (
  read: ReadDeployment | null,
  row: Deployment,
  { cancelledBy = null, retryOf }: OperationNotes = {},
): readonly OperationWrite[] => {
  if (read !== null && goesOn(read.status, row.status)) return onTheWay(read, row, cancelledBy);
  const operation = openIn(row);
  const begun = {
    kind: 'operation.begin',
    deploymentId: row.id,
    requestedAt: row.updatedAt,
    waitsFor: waitOf(row),
    retryOf: retryOf ?? null,
  } as const;
  return [
    ...(read !== null && kindIn(read.status) !== null ? [endOf(row, cancelledBy)] : []),
    ...(operation === null ? [] : [{ ...begun, operation }]),
  ];
};
