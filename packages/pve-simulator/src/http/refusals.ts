/** The refusals of PVE that a test can order by name, with the statuses, texts and forms of the real thing. */
import { z } from 'zod';
import { lockTimeoutText } from '../tasks/vm-locks.ts';
import { type ApiError, bodylessError, dieError, notImplementedError, permissionError } from './api-error.ts';

export const refusalSchema = z.enum([
  /** 401 `Authentication failed!`, held back as every 401. */
  'authentication',
  /** 403 `Permission check failed`. */
  'permission',
  /** 500 with whatever text is given: Perl's `die`. */
  'die',
  /** 500 `VM is locked (clone)`. */
  'locked',
  /** 500 `can't lock file '/var/lock/qemu-server/lock-310.conf' - got timeout`, with the id of the path. */
  'lockTimeout',
  /** 500 `cluster not ready - no quorum?`. */
  'noQuorum',
  /** 501 `Method 'POST /…' not implemented`. */
  'notImplemented',
  /** 595 `No route to host`: the node of the call is not reached. */
  'noRoute',
  /** 595 `Connection refused`: that node's proxy is not running. */
  'connectionRefused',
  /** 596 `Connection timed out`: the node or its daemon does not answer in time. */
  'timedOut',
  /** 599: any other fault of the proxy while it forwards. */
  'proxyFault',
]);
export type Refusal = z.infer<typeof refusalSchema>;

export interface RefusedCall {
  readonly method: string;
  /** Relative to `/api2/json`. */
  readonly path: string;
  /** Instead of the usual text. */
  readonly text: string | undefined;
}

export function refusalError(refusal: Refusal, { method, path, text }: RefusedCall): ApiError {
  const vmid = Number(/\/qemu\/(\d+)/.exec(path)?.[1] ?? 100);
  switch (refusal) {
    case 'authentication':
      return bodylessError(401, text ?? 'Authentication failed!');
    case 'permission':
      return permissionError(text);
    case 'die':
      return dieError(text ?? 'internal error');
    case 'locked':
      return dieError(text ?? 'VM is locked (clone)');
    case 'lockTimeout':
      return dieError(text ?? lockTimeoutText(vmid));
    case 'noQuorum':
      return dieError(text ?? 'cluster not ready - no quorum?');
    case 'notImplemented':
      return notImplementedError(method, path);
    case 'noRoute':
      return bodylessError(595, text ?? 'No route to host');
    case 'connectionRefused':
      return bodylessError(595, text ?? 'Connection refused');
    case 'timedOut':
      return bodylessError(596, text ?? 'Connection timed out');
    case 'proxyFault':
      return bodylessError(599, text ?? 'Too many redirections');
  }
}
