// The one error class of the domain, with the closed codes of the wire contract. Public text says what happened and
// what to do next; a cause, where there is one, is for the log alone.
import type { DeploymentAction, DeploymentStatus, ErrorCode, FieldError, LimitFigure, Reason } from '@portal/types';

/** What a code carries beside its text. */
export interface ErrorDetails {
  readonly fields?: readonly FieldError[];
  readonly limits?: readonly [LimitFigure, ...LimitFigure[]];
  readonly currentStatus?: DeploymentStatus;
  readonly allowedActions?: readonly DeploymentAction[];
}

export class DomainError extends Error {
  readonly code: ErrorCode;
  /** What whoever asked is told; null where the text of the code is all there is. */
  readonly reason: Reason | null;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, why: Reason | string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(typeof why === 'string' ? why : why.code, options);
    this.name = 'DomainError';
    this.code = code;
    this.reason = typeof why === 'string' ? null : why;
    this.details = details;
  }
}

/** What is on record of a refusal. */
export const whyRefused = ({ reason, message }: DomainError): Reason | string => reason ?? message;

/** Missing and not visible are the same answer, built afresh each time. */
export const notFound = (
  what: 'deployment' | 'template' | 'snapshot' | 'cluster' | 'canary' | 'problem' | 'operation',
): DomainError => new DomainError('not_found', { code: 'no_such', params: { what } });

/** The row moved on between read and write. Nothing was done; reading again and retrying is safe. */
export class StaleVersionError extends DomainError {
  constructor() {
    super('conflict', { code: 'changed_meanwhile', params: {} });
    this.name = 'StaleVersionError';
  }
}
