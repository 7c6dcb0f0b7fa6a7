// How operations begin, wait and end: all follow from how the deployment moves, so every path that moves one (a person, a job, what is
// seen in the cluster) opens and ends them alike.
import { type FailureCode, type Operation, type OperationState, type Reason, sameReason } from '@portal/types';
import type { Deployment, JsonObject } from '../records.ts';

export type OperationWrite =
  /** Requested by whoever commits it. */
  | {
      readonly kind: 'operation.begin';
      readonly deploymentId: string;
      readonly operation: Operation;
      readonly requestedAt: Date;
      readonly waitsFor: Reason | null;
      readonly input: JsonObject;
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
  /** What the one that begins was asked for with. */
  readonly input?: JsonObject;
  /** The one that has failed, of which the one that begins is another try. */
  readonly retryOf?: string;
}

/** A deployment before a change. */
export type ReadDeployment = Pick<Deployment, 'version' | 'operation' | 'statusReason' | 'failureCode'>;

const waitOf = ({ statusReason, failureCode }: Pick<Deployment, 'statusReason' | 'failureCode'>): Reason | null =>
  failureCode === null ? statusReason : null;

const cancelled = (by: string): Reason => ({ code: 'cancelled', params: { by } });

const endOf = (row: Deployment, cancelledBy: string | null): OperationWrite => {
  const { id: deploymentId, failureCode, statusReason, updatedAt: endedAt } = row;
  const end = { kind: 'operation.end', deploymentId, endedAt } as const;
  if (cancelledBy !== null) return { ...end, state: 'cancelled', failureCode: null, error: cancelled(cancelledBy) };
  if (row.operation !== null) {
    return { ...end, state: 'cancelled', failureCode: null, error: { code: 'superseded', params: {} } };
  }
  return failureCode === null
    ? { ...end, state: 'succeeded', failureCode, error: null }
    : { ...end, state: 'failed', failureCode, error: statusReason };
};

/** Of a deployment whose operation goes on. */
const onTheWay = (read: ReadDeployment, row: Deployment, cancelledBy: string | null): readonly OperationWrite[] => {
  const { id: deploymentId } = row;
  const waitsFor = waitOf(row);
  return [
    ...(cancelledBy === null
      ? []
      : [{ kind: 'operation.cancel' as const, deploymentId, error: cancelled(cancelledBy) }]),
    ...(sameReason(waitOf(read), waitsFor) ? [] : [{ kind: 'operation.wait' as const, deploymentId, waitsFor }]),
  ];
};

/** `read`: the deployment before this change; null for a new one. One of a kind never follows another of it at once. */
export const operationWrites = (
  read: ReadDeployment | null,
  row: Deployment,
  { cancelledBy = null, input = {}, retryOf }: OperationNotes = {},
): readonly OperationWrite[] => {
  const before = read?.operation ?? null;
  const { operation, id: deploymentId } = row;
  if (before === operation) return read === null || operation === null ? [] : onTheWay(read, row, cancelledBy);
  const begun = {
    kind: 'operation.begin',
    deploymentId,
    requestedAt: row.updatedAt,
    waitsFor: waitOf(row),
    input,
  } as const;
  return [
    ...(before === null ? [] : [endOf(row, cancelledBy)]),
    ...(operation === null ? [] : [{ ...begun, operation, retryOf: retryOf ?? null }]),
  ];
};
