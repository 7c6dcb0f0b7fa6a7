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

type Told<Found extends Kept> = Omit<Found, 'askedAt'>;

/** `late`: what is told of what was kept before, if anything was, where no worker has read it in time. */
export const createReadByWorker = <Found extends Kept>(
  { clock, jobs }: { readonly clock: Clock; readonly jobs: JobQueue },
  pace: Pace,
  late: (kept: Found | null) => Told<Found>,
) => {
  const underWay = new Map<string, Promise<Told<Found>>>();

  const fresh = async ({ read, job }: Wanted<Found>): Promise<Told<Found>> => {
    let kept = await read();
    const now = clock.now();
    if (kept !== null && isFresh(kept, now, pace)) return kept;
    await jobs.enqueue([job]);
    const patience = AbortSignal.timeout(pace.patienceMs);
    while (clock.now().getTime() - now.getTime() < pace.patienceMs) {
      await clock.wait(lookEveryMs, patience).catch(() => undefined);
      kept = await read();
      if (kept !== null && isFresh(kept, now, pace)) return kept;
    }
    return late(kept);
  };

  return (wanted: Wanted<Found>): Promise<Told<Found>> => {
    const known = underWay.get(wanted.key);
    if (known !== undefined) return known;
    const reading = fresh(wanted).finally(() => underWay.delete(wanted.key));
    underWay.set(wanted.key, reading);
    return reading;
  };
};
