// The one error class of the domain, with the closed codes of the wire contract. Public text says what happened and
// what to do next; a cause, where there is one, is for the log alone.
import type { DeploymentAction, DeploymentStatus, ErrorCode, FieldError, LimitFigure, Reason } from '@portal/types';

/** A field that is wrong: for a reason of its own, or for the error's. */
export type FieldFault = Pick<FieldError, 'field'> & { readonly reason?: Reason };

/** What a code carries beside its text. */
export interface ErrorDetails {
  readonly fields?: readonly FieldFault[];
  readonly limits?: readonly [LimitFigure, ...LimitFigure[]];
  readonly currentStatus?: DeploymentStatus;
  readonly allowedActions?: readonly DeploymentAction[];
}

export class DomainError extends Error {
  readonly code: ErrorCode;
  /** What whoever asked is told. */
  readonly reason: Reason;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    reason: Reason = { code, params: {} },
    details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(reason.code, options);
    this.name = 'DomainError';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/** What was asked, because of these fields. */
export const doesNotFit = (...fields: readonly FieldFault[]): DomainError =>
  new DomainError('invalid_input', { code: 'does_not_fit', params: {} }, { fields });

/** Missing and not visible are the same answer, built afresh each time. */
export const notFound = (
  what:
    | 'deployment'
    | 'template'
    | 'snapshot'
    | 'share'
    | 'handover'
    | 'cluster'
    | 'canary'
    | 'problem'
    | 'operation'
    | 'session'
    | 'passkey'
    | 'ssh_key'
    | 'view'
    | 'token'
    | 'person'
    | 'team'
    | 'role'
    | 'announcement'
    | 'limit'
    | 'webhook'
    | 'delivery'
    | 'request',
): DomainError => new DomainError('not_found', { code: 'no_such', params: { what } });

/** The database is away or has no connection free. What was asked may have been done: the answer to a commit can be lost too. */
export class PortalBusyError extends DomainError {
  constructor(cause: unknown) {
    super('unavailable', { code: 'portal_busy', params: {} }, {}, { cause });
    this.name = 'PortalBusyError';
  }
}

/** The row moved on between read and write. Nothing was done; reading again and retrying is safe. */
export class StaleVersionError extends DomainError {
  constructor() {
    super('conflict');
    this.name = 'StaleVersionError';
  }
}
