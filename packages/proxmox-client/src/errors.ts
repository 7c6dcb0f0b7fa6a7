// From how a call failed to the closed codes of the port. Total: every status and every text has a code, and every
// failure says whether the action may have happened all the same. PVE has no 404 and few distinct statuses: most
// refusals are a 500 whose text is the only thing that tells them apart.
import { answered, HypervisorError, type HypervisorErrorCode } from '@portal/domain';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export type Failure =
  /** Nothing left this process. */
  | { readonly kind: 'notSent'; readonly because: 'unreachable' | 'untrusted' | Interruption; readonly cause: unknown }
  /** It left, and no whole answer came back. */
  | { readonly kind: 'lost'; readonly because: 'connection' | Interruption; readonly cause: unknown }
  /** PVE, or something in front of it, said no. `fields`: its `errors` object. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly text: string;
      readonly fields: Readonly<Record<string, string>>;
    }
  /** It said yes, in words that are not its API's. */
  | { readonly kind: 'unreadable'; readonly detail: string };

type Interruption = 'timeout' | 'aborted';

/** Order matters: a text matches the first pattern that fits (`QEMU guest agent is not running` is no stopped VM). */
const texts: readonly (readonly [RegExp, HypervisorErrorCode])[] = [
  [/no quorum|unable to open file '\/etc\/pve\/.*Permission denied/is, 'no_quorum'],
  [/guest agent|qmp command 'guest-|qga socket/i, 'agent_unavailable'],
  [/^Configuration file '.*' does not exist|unable to find configuration file for VM|no such VM\b/i, 'guest_missing'],
  [/no such task/i, 'task_missing'],
  [/VM quit\/powerdown failed/i, 'guest_unresponsive'],
  [/VM is paused/i, 'guest_paused'],
  [/checksum mismatch|detected modified configuration/i, 'config_changed'],
  [/snapshot name '.*' already used/i, 'snapshot_taken'],
  [/snapshot '.*' does not exist/i, 'snapshot_missing'],
  [/unable to create VM \d+.*(?:config file )?already exists|\b(?:VM|CT) \d+ already exists/i, 'vmid_taken'],
  [/can't lock file|can't aquire lock|can't acquire lock|VM is locked|got lock (?:request )?timeout/i, 'locked'],
  // Wiping a disk of LVM ends there, and is right to (PVE/Storage/LVMPlugin.pm).
  [/note: 'No space left on device' is ok here/i, 'rejected'],
  [
    /no space left|not enough (?:free )?space|insufficient free space|out of space|quota exceeded|free space in thin pool .* reached threshold/i,
    'storage_full',
  ],
  [/balloon value too large/i, 'balloon_above_memory'],
  [/protection mode enabled/i, 'protected'],
  [/VM (?:\d+ )?(?:is )?already running|VM (?:\d+ )?is running/i, 'guest_running'],
  [/VM (?:\d+ )?(?:is )?not running/i, 'guest_not_running'],
  [/only root/i, 'forbidden'],
  [/hostname lookup '.*' failed/i, 'unreachable'],
  [/parameter verification failed|is not defined in schema|for data too large/i, 'invalid_request'],
  [/SSH public key validation error/i, 'invalid_request'],
];

/** The code of a refusal's text, or of a task's exit text. */
export const codeOfText = (text: string): HypervisorErrorCode =>
  texts.find(([pattern]) => pattern.test(text))?.[1] ?? 'rejected';

/** pveproxy's word that it did not reach the node that it should have forwarded to. */
export const noRoute = 595;

/** Statuses that mean one thing whatever the text says. */
const statuses: ReadonlyMap<number, HypervisorErrorCode> = new Map([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [413, 'invalid_request'],
  [414, 'invalid_request'],
  [431, 'invalid_request'],
  [506, 'invalid_request'],
  [504, 'deadline'],
  [noRoute, 'unreachable'],
  [596, 'deadline'],
]);

/** What PVE's API itself refuses with (500, 501, 506), and what reached nobody. */
const statusesThatDidNothing: ReadonlySet<number> = new Set([500, 501, 506, noRoute]);

/**
 * Whether the far side may still carry the action out: any other 5xx is something in between that lost the answer, be it
 * a gateway (502, 504, 520) or pveproxy while it forwarded (596 to 599: 597 comes when the node had begun to answer).
 */
export const statusMayHaveActed = (status: number): boolean => status >= 500 && !statusesThatDidNothing.has(status);

const codeOfRefusal = (refusal: Failure & { kind: 'refused' }): HypervisorErrorCode => {
  const byStatus = statuses.get(refusal.status);
  if (byStatus !== undefined) return byStatus;
  if (statusMayHaveActed(refusal.status)) return 'unreachable';
  const byText = codeOfText([...Object.values(refusal.fields), refusal.text].join('\n'));
  return refusal.status === 400 && byText === 'rejected' ? 'invalid_request' : byText;
};

const codeOf = (failure: Failure): HypervisorErrorCode => {
  switch (failure.kind) {
    case 'notSent':
      return failure.because === 'unreachable' || failure.because === 'untrusted' ? failure.because : 'deadline';
    case 'lost':
      return failure.because === 'connection' ? 'unreachable' : 'deadline';
    case 'refused':
      return codeOfRefusal(failure);
    case 'unreadable':
      return 'unreadable_answer';
  }
};

const mayHaveActed = (failure: Failure): boolean => {
  switch (failure.kind) {
    case 'notSent':
      return false;
    case 'lost':
    case 'unreadable':
      return true;
    case 'refused':
      return statusMayHaveActed(failure.status);
  }
};

const interruptions = {
  timeout: 'gave no answer in time',
  aborted: 'was not waited for any longer: the job that asked has ended',
} as const satisfies Record<Interruption, string>;

const sentences = {
  unreachable: 'could not be reached',
  untrusted: 'is not the configured server, so the token was not sent',
  connection: 'broke the connection before its answer was complete',
  ...interruptions,
} as const;

const reasonOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return '';
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('');
  return ` (${cause.message.replace(/[:.]?\s*$/, '')})`;
};

const describe = (failure: Failure): string => {
  switch (failure.kind) {
    case 'notSent':
    case 'lost': {
      const tellsMore = failure.because in interruptions ? '' : reasonOf(failure.cause);
      return `The cluster ${sentences[failure.because]}${tellsMore}`;
    }
    case 'refused': {
      const fields = Object.entries(failure.fields).map(([name, text]) => `${name}: ${text.trim()}`);
      return [failure.text, ...fields].join(' ').replace(/\s+/g, ' ').trim();
    }
    case 'unreadable':
      return `The cluster's answer could not be read: ${failure.detail}`;
  }
};

const longestMessage = 1000;

/** What the far side, or the system on the way to it, said itself. */
const wordsOf = (failure: Failure): string | null => {
  switch (failure.kind) {
    case 'notSent':
    case 'lost':
      return failure.because in interruptions ? null : reasonOf(failure.cause).replace(/^ \(|\)$/g, '') || null;
    case 'refused':
      return describe(failure) || null;
    case 'unreadable':
      return failure.detail;
  }
};

export const toHypervisorError = (method: Method, path: string, failure: Failure): HypervisorError => {
  const status = failure.kind === 'refused' ? `, status ${failure.status}` : '';
  const text = describe(failure).slice(0, longestMessage);
  const cause = 'cause' in failure ? { cause: failure.cause } : {};
  const code = codeOf(failure);
  return new HypervisorError(code, text, {
    reason: answered(code, wordsOf(failure)?.slice(0, longestMessage) ?? null),
    call: `${method} ${path}${status}`,
    maybeDone: method !== 'GET' && mayHaveActed(failure),
    ...cause,
  });
};
