// Whether somebody is still signed in, asked again whenever that may have changed while a live connection stands: when
// the audit trail tells of the person, their role or the token, when the session or token runs out, and when the listener may have missed it.
import { isDeepStrictEqual } from 'node:util';
import {
  DomainError,
  type Log,
  type PersonContext,
  type SharedDeployments,
  type SharedNow,
  type SignIns,
  type SignInWatch,
} from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import type { FeedHub } from './feed-hub.ts';
import { isSameShared, offeredColumn, sharedColumn, sharedFrom } from './readers/shared-sql.ts';
import { usableToken } from './readers/token-reader.ts';
import { isAmong } from './token-addresses.ts';

const standingRow = z.object({
  role: z.string(),
  teamId: z.string().nullable(),
  addresses: z.array(z.string()),
  roleScopes: z.array(z.string()).nullable(),
  remainingMs: z.number().nullable(),
  shared: sharedFrom,
  offered: z.string(),
});
type Standing = z.infer<typeof standingRow>;

const standingColumns = `u.role, u.team_id AS "teamId", ${sharedColumn}, ${offeredColumn},
  (SELECT r.scopes FROM custom_roles AS r WHERE r.id = u.custom_role_id) AS "roleScopes"`;

const ofSession = `SELECT ${standingColumns}, '[]'::json AS addresses,
  (extract(epoch FROM s.expires_at - clock_timestamp()) * 1000)::float8 AS "remainingMs"
  FROM sessions AS s JOIN users AS u ON u.id = s.user_id
  WHERE s.id::text = $1 AND s.expires_at > clock_timestamp() AND u.disabled_at IS NULL`;

const ofToken = `SELECT ${standingColumns}, to_json(k.addresses) AS addresses,
  (extract(epoch FROM k.expires_at - clock_timestamp()) * 1000)::float8 AS "remainingMs"
  FROM api_tokens AS k JOIN users AS u ON u.id = k.user_id
  WHERE k.id::text = $1 AND ${usableToken} AND u.disabled_at IS NULL`;

type Asker = Pick<PersonContext, 'principal' | 'address'>;

const standingOf = async (pool: pg.Pool, { principal: person }: Asker): Promise<Standing | null> => {
  const [text, id] = person.kind === 'token' ? [ofToken, person.tokenId] : [ofSession, person.sessionId];
  const { rows } = await pool.query<Record<string, unknown>>(text, [id]);
  return rows[0] === undefined ? null : standingRow.parse(rows[0]);
};

/** Why the connection has to end; null while it may go on. */
const endOf = ({ principal: person, address }: Asker, standing: Standing | null): DomainError | null => {
  if (standing === null || !isAmong(standing.addresses, address))
    return new DomainError('unauthenticated', { code: 'signed_out', params: {} });
  const isSameRole =
    standing.role === person.role && isDeepStrictEqual(standing.roleScopes, person.customRole?.scopes ?? null);
  if (isSameRole && standing.teamId === (person.team?.id ?? null)) return null;
  return new DomainError('unavailable', { code: 'rights_changed', params: {} });
};

interface WatchOptions {
  readonly pool: pg.Pool;
  readonly hub: FeedHub;
  readonly log: Log;
  readonly actor: Asker;
}

/** Timers count no further than this. */
const longestTimerMs = 2 ** 31 - 1;
/** Past the end, so that the database's clock has reached it as well. */
const afterEndMs = 10;

class Watch implements SignInWatch {
  readonly #options: WatchOptions;
  readonly #ended = new AbortController();
  readonly #leaveHub: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #shared: SharedDeployments | undefined;
  #offered = '';
  #sharedChanged = new AbortController();

  constructor(options: WatchOptions) {
    this.#options = options;
    const { hub } = options;
    const { principal: person } = options.actor;
    this.#shared = person.shared;
    const names: ReadonlySet<string> = new Set([
      person.userId,
      ...(person.team === null ? [] : [person.team.id]),
      ...(person.customRole == null ? [] : [person.customRole.id]),
      ...(person.kind === 'token' ? [person.tokenId] : []),
    ]);
    this.#leaveHub = hub.onPeople((id) => {
      if (id === null || names.has(id)) void this.#ask();
    });
    void this.#ask();
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  shared(): SharedNow {
    return { deployments: this.#shared, signal: this.#sharedChanged.signal };
  }

  [Symbol.dispose](): void {
    this.#leaveHub();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#ended.abort();
  }

  async #ask(): Promise<void> {
    const { pool, log, actor } = this.#options;
    try {
      const standing = await standingOf(pool, actor);
      if (this.signal.aborted) return;
      const end = endOf(actor, standing);
      if (end !== null) {
        this.#ended.abort(end);
        return;
      }
      if (standing !== null) this.#noteShared(standing);
      this.#askAfter(standing?.remainingMs ?? null);
    } catch (error) {
      if (this.signal.aborted) return;
      log.warn('whether somebody is still signed in could not be asked: their live connection ends', { err: error });
      this.#ended.abort(new DomainError('unavailable', { code: 'database_silent', params: {} }));
    }
  }

  #noteShared({ shared, offered }: Standing): void {
    if (isSameShared(shared, this.#shared) && offered === this.#offered) return;
    const earlier = this.#sharedChanged;
    this.#shared = shared;
    this.#offered = offered;
    this.#sharedChanged = new AbortController();
    earlier.abort();
  }

  #askAfter(remainingMs: number | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (remainingMs === null) return;
    this.#timer = setTimeout(() => void this.#ask(), Math.min(remainingMs + afterEndMs, longestTimerMs)).unref();
  }
}

export const createSignIns = (options: Omit<WatchOptions, 'actor'>): SignIns => ({
  watch: (actor) => new Watch({ ...options, actor }),
});
