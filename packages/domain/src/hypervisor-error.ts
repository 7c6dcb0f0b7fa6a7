// Why a call to a cluster failed, as one of a closed list, and whether asking again may help.
import { type Fault, faultSchema, type HypervisorErrorCode } from '@portal/types';

export { type HypervisorErrorCode, hypervisorErrorCodes } from '@portal/types';

/** Why a call failed. `maybeDone`: the action may have happened, or may still (596, a lost connection): look first. */
export class HypervisorError extends Error {
  readonly code: HypervisorErrorCode;
  readonly maybeDone: boolean;
  /** What people are told of it; `message` is for the log alone. */
  readonly reason: Fault;
  /** The request that it is about, `POST /nodes/…, status 500`: for the log, since it tells where things are. */
  readonly call: string | null;

  constructor(code: HypervisorErrorCode, message: string, options: HypervisorErrorOptions) {
    super(message, { cause: options.cause });
    this.name = 'HypervisorError';
    this.code = code;
    this.maybeDone = options.maybeDone;
    this.reason = options.reason ?? answered(code, options.quotes === true ? message : null);
    this.call = options.call ?? null;
  }
}

interface HypervisorErrorOptions {
  readonly maybeDone: boolean;
  readonly cause?: unknown;
  /** Whether the message is the cluster's own text. */
  readonly quotes?: boolean;
  readonly call?: string | null;
  /** Where the code alone does not say it. */
  readonly reason?: Fault;
}

export const answered = (code: HypervisorErrorCode, pveMessage: string | null): Fault =>
  faultSchema.parse({ code: `pve_${code}`, params: { pveMessage } });

/** Whether the same request may succeed later without anybody mending anything. */
export const isTransient = (error: HypervisorError): boolean => transient[error.code];

/** The same of a call on a VM that the portal made: a right that it had comes back, and names itself meanwhile. */
export const mayPassOnOwnVm = (error: HypervisorError): boolean => isTransient(error) || error.code === 'forbidden';

const transient = {
  unauthenticated: true,
  untrusted: true,
  forbidden: false,
  guest_missing: false,
  task_missing: false,
  vmid_taken: false,
  locked: true,
  guest_running: false,
  guest_not_running: false,
  guest_paused: false,
  guest_unresponsive: false,
  config_changed: true,
  snapshot_taken: false,
  snapshot_missing: false,
  protected: false,
  no_quorum: true,
  storage_full: false,
  balloon_above_memory: false,
  invalid_request: false,
  agent_unavailable: true,
  unreachable: true,
  circuit_open: true,
  deadline: true,
  unreadable_answer: true,
  rejected: false,
} as const satisfies Record<HypervisorErrorCode, boolean>;
