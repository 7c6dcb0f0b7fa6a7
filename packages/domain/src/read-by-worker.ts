// What a worker, which alone reaches the clusters, reads for whoever looks now: asked for once however many look, and told to all who
// look within a moment.
import type { JobRequest } from './jobs.ts';
import type { Clock, JobQueue } from './ports/system.ts';

/** What was read is kept in the database, where every process finds it. */
interface Kept {
  /** When the cluster was last asked. */
  readonly askedAt: Date;
}

interface Pace {
  /** For so long the cluster need not be asked again. */
  readonly freshForMs: number;
  /** How long whoever looks waits for a worker. */
  readonly patienceMs: number;
}

interface Wanted<Found extends Kept> {
  /** Who looks at the same waits for the same. */
  readonly key: string;
  readonly read: () => Promise<Found | null>;
  readonly job: JobRequest;
}

const lookEveryMs = 150;

export const isFresh = ({ askedAt }: Kept, now: Date, { freshForMs }: Pick<Pace, 'freshForMs'>): boolean =>
  now.getTime() - askedAt.getTime() < freshForMs;

/** Null where no worker has read it in time. */
export const createReadByWorker = <Found extends Kept>(
  { clock, jobs }: { readonly clock: Clock; readonly jobs: JobQueue },
  pace: Pace,
) => {
  const underWay = new Map<string, Promise<Found | null>>();

  const fresh = async ({ read, job }: Wanted<Found>): Promise<Found | null> => {
    const kept = await read();
    const now = clock.now();
    if (kept !== null && isFresh(kept, now, pace)) return kept;
    await jobs.enqueue([job]);
    const patience = AbortSignal.timeout(pace.patienceMs);
    while (clock.now().getTime() - now.getTime() < pace.patienceMs) {
      await clock.wait(lookEveryMs, patience).catch(() => undefined);
      const found = await read();
      if (found !== null && isFresh(found, now, pace)) return found;
    }
    return null;
  };

  return (wanted: Wanted<Found>): Promise<Found | null> => {
    const known = underWay.get(wanted.key);
    if (known !== undefined) return known;
    const reading = fresh(wanted).finally(() => underWay.delete(wanted.key));
    underWay.set(wanted.key, reading);
    return reading;
  };
};
