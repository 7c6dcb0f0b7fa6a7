/** The refusals of PVE that a test can order by name, with the statuses, texts and forms of the real thing. */
import { z } from 'zod';
import { lockTimeoutText } from '../tasks/vm-locks.ts';
import { type ApiError, bodylessError, dieError, notImplementedError, permissionError } from './api-error.ts';

export interface RefusedCall {
  readonly method: string;
  /** Relative to `/api2/json`. */
  readonly path: string;
  /** Instead of the usual text. */
  readonly text: string | undefined;
}

const refusals = {
  /** Held back as every 401. */
  authentication: ({ text = 'Authentication failed!' }) => bodylessError(401, text),
  permission: ({ text }) => permissionError(text),
  /** Perl's `die`, with whatever text is given. */
  die: ({ text = 'internal error' }) => dieError(text),
  locked: ({ text = 'VM is locked (clone)' }) => dieError(text),
  /** With the id of the path. */
  lockTimeout: ({ path, text }) => dieError(text ?? lockTimeoutText(Number(/\/qemu\/(\d+)/.exec(path)?.[1] ?? 100))),
  noQuorum: ({ text = 'cluster not ready - no quorum?' }) => dieError(text),
  notImplemented: ({ method, path }) => notImplementedError(method, path),
  /** The node of the call is not reached. */
  noRoute: ({ text = 'No route to host' }) => bodylessError(595, text),
  /** That node's proxy is not running. */
  connectionRefused: ({ text = 'Connection refused' }) => bodylessError(595, text),
  /** The node or its daemon does not answer in time. */
  timedOut: ({ text = 'Connection timed out' }) => bodylessError(596, text),
  /** Any other fault of the proxy while it forwards. */
  proxyFault: ({ text = 'Too many redirections' }) => bodylessError(599, text),
} satisfies Record<string, (call: RefusedCall) => ApiError>;

type Refusal = keyof typeof refusals;
export const refusalSchema = z.custom<Refusal>((name) => typeof name === 'string' && Object.hasOwn(refusals, name));

export function refusalError(refusal: Refusal, call: RefusedCall): ApiError {
  return refusals[refusal](call);
}
