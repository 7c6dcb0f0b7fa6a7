/**
 * The refusals of the PVE API, in the three forms that go over the wire: JSON with a message, plain text, and no body
 * at all. Everything here carries the text of the reason phrase too, because that is where PVE puts its error.
 */

export type ErrorForm = 'json' | 'text' | 'bodyless';

interface ApiErrorInit {
  readonly status: number;
  readonly message: string;
  readonly form: ErrorForm;
  readonly errors?: Readonly<Record<string, string>>;
}

export class ApiError extends Error {
  readonly status: number;
  readonly form: ErrorForm;
  readonly errors: Readonly<Record<string, string>> | undefined;

  constructor(init: ApiErrorInit) {
    super(init.message);
    this.name = 'ApiError';
    this.status = init.status;
    this.form = init.form;
    this.errors = init.errors;
  }
}

/** Perl's `die`: a 500 whose message ends in a newline. */
export function dieError(text: string): ApiError {
  return new ApiError({ status: 500, message: `${text}\n`, form: 'json' });
}

export function parameterError(errors: Readonly<Record<string, string>>): ApiError {
  return new ApiError({ status: 400, message: 'Parameter verification failed.\n', form: 'json', errors });
}

export function permissionError(detail?: string): ApiError {
  const suffix = detail === undefined ? '' : ` (${detail})`;
  return new ApiError({ status: 403, message: `Permission check failed${suffix}\n`, form: 'json' });
}

/** PVE knows no 404 and no 405: an unknown path and an unknown method on a path are the same 501. */
export function notImplementedError(method: string, path: string): ApiError {
  return new ApiError({ status: 501, message: `Method '${method} ${path}' not implemented`, form: 'json' });
}

/** For what real PVE would do and the simulator does not model: it says so instead of pretending. */
export function notModelledError(what: string): ApiError {
  return new ApiError({ status: 501, message: `the simulator does not model ${what}`, form: 'json' });
}

export function plainTextError(status: number, text: string): ApiError {
  return new ApiError({ status, message: text, form: 'text' });
}

export function bodylessError(status: number, reason: string): ApiError {
  return new ApiError({ status, message: reason, form: 'bodyless' });
}
