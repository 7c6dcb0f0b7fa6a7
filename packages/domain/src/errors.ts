// The one error class of the domain, with the closed codes of the wire contract. Public text says what happened and
// what to do next; a cause, where there is one, is for the log alone.
import type { DeploymentAction, DeploymentStatus, ErrorCode, FieldError, LimitFigure } from '@portal/types';

/** What a code carries beside its text. */
export interface ErrorDetails {
  readonly fields?: readonly FieldError[];
  readonly limits?: readonly [LimitFigure, ...LimitFigure[]];
  readonly currentStatus?: DeploymentStatus;
  readonly allowedActions?: readonly DeploymentAction[];
}

export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }
}

/** Missing and not visible are the same answer, built afresh each time. */
export const notFound = (
  what: 'deployment' | 'template' | 'snapshot' | 'cluster' | 'canary' | 'problem' | 'operation',
): DomainError =>
  new DomainError('not_found', `There is no such ${what === 'deployment' ? 'VM' : what}, or you may not see it.`);

/** The row moved on between read and write. Nothing was done; reading again and retrying is safe. */
export class StaleVersionError extends DomainError {
  constructor() {
    super('conflict', 'Somebody else changed this at the same moment. Look at its present state and try again.');
    this.name = 'StaleVersionError';
  }
}
