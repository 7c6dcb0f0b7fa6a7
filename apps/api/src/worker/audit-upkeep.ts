// The audit trail is sealed every few seconds, recomputed every day, and rid of what is older than it is to be kept. What an administrator must see to becomes a problem, and goes
// away by itself.
import { type Database, NotSealedError, sealKeyOf } from '@portal/db';
import {
  type AuditRetention,
  type Clock,
  commitProblems,
  type Log,
  noFeedGap,
  type ProblemWrite,
  sealingProblem,
  type UnitOfWork,
  verificationProblem,
  verifyFrom,
} from '@portal/domain';
import { daysAfter, type JobName } from '@portal/types';

interface UpkeepPorts {
  readonly auditSeals: Database['auditSeals'];
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
}

interface UpkeepSettings {
  /** 32 random bytes, base64url. */
  readonly secret: string;
  /** Public keys that older seals are signed with. */
  readonly retiredKeys: readonly string[];
  readonly file: string | null;
  /** How long which kinds of rows are kept; what is not named is kept for good. */
  readonly retention: readonly AuditRetention[];
}

const purgedAtOnce = 10_000;

export interface AuditUpkeep {
  seal(signal: AbortSignal): Promise<void>;
  verify(signal: AbortSignal): Promise<void>;
  purge(signal: AbortSignal): Promise<void>;
}

export const createAuditUpkeep = (ports: UpkeepPorts, settings: UpkeepSettings): AuditUpkeep => {
  const { auditSeals, unitOfWork, clock, log } = ports;
  const { secret, retiredKeys, file, retention } = settings;
  const trusted = new Set([sealKeyOf(secret).publicKey, ...retiredKeys]);
  const commit = (job: JobName, write: ProblemWrite): Promise<void> => commitProblems(unitOfWork, job, [write]);
  /** What this process said last; at first it does not know what another one has said. */
  let cause: string | null | undefined;

  const tell = async (found: string | null): Promise<void> => {
    if (found === cause) return;
    await commit('audit.seal', sealingProblem(found));
    cause = found;
  };

  return {
    async seal(signal) {
      try {
        await auditSeals.seal({ secret, file }, signal);
        await tell(null);
      } catch (error) {
        if (!(error instanceof NotSealedError)) throw error;
        log.error('the audit log is not sealed', { reason: error.message });
        await tell(error.message);
      }
    },

    async verify(signal) {
      const from = verifyFrom(await auditSeals.verifications(), clock.now());
      const files = file === null ? [] : [file];
      const verification = await auditSeals.verify({ trusted, files, from, signal });
      await auditSeals.record(verification);
      const { firstSeal, lastSeal, finding } = verification;
      if (finding === null) log.info('the audit log is whole', { firstSeal, lastSeal });
      else log.error('the audit log is damaged', { ...finding });
      await commit('audit.verify', verificationProblem(verification));
      if (finding === null && firstSeal === 1) await commit('audit.verify', noFeedGap());
    },

    async purge(signal) {
      for (const { kind, days } of retention) {
        const before = daysAfter(clock.now(), -days);
        let rows = 0;
        for (let gone = purgedAtOnce; gone === purgedAtOnce; rows += gone) {
          signal.throwIfAborted();
          gone = await auditSeals.purge({ kind, before, most: purgedAtOnce });
        }
        if (rows > 0) log.info('audit rows were purged', { kind, before, rows });
      }
    },
  };
};
