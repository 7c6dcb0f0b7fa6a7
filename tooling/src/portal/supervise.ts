/** Keeps a service running: when it ends unasked, says so and starts it again, more slowly the more often that happens. */
import type { RunningService } from './node-service.ts';

export interface SupervisedService {
  /** Of the process that runs now; undefined between its end and its restart. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  readonly name: string;
  /** Resolves when the service is ready; gives up when the signal fires. */
  readonly start: (signal: AbortSignal) => Promise<RunningService>;
  /** Ends the first start. */
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  /** Called after each restart. */
  readonly onRestart: () => Promise<void>;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
/** A service that ran for this long starts again without delay. */
const STEADY_AFTER_MS = 30_000;

/** Starts the service; rejects when the first start fails, and never lets go of it afterwards until `stop`. */
export async function supervise(options: SuperviseOptions): Promise<SupervisedService> {
  const stopping = new AbortController();
  const stopped = new Promise<'stop'>((resolve) => stopping.signal.addEventListener('abort', () => resolve('stop')));
  let current: RunningService | undefined = await options.start(options.signal);
  const finished = keepRunning();

  async function keepRunning(): Promise<void> {
    let delayMs = FIRST_DELAY_MS;
    while (current !== undefined) {
      const startedAt = Date.now();
      const how = await Promise.race([current.exited, stopped]);
      if (how === 'stop') return;
      delayMs = Date.now() - startedAt > STEADY_AFTER_MS ? FIRST_DELAY_MS : delayMs;
      options.report(`${options.name} ended unexpectedly (${how}); starting it again`);
      current = await restart();
    }

    async function restart(): Promise<RunningService | undefined> {
      current = undefined;
      while ((await Promise.race([pause(delayMs), stopped])) !== 'stop') {
        delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
        const started = await options.start(stopping.signal).catch((error: unknown) => {
          if (!stopping.signal.aborted) options.report(error instanceof Error ? error.message : String(error));
        });
        if (started === undefined) continue;
        current = started;
        await options.onRestart();
        options.report(`${options.name} is back (process ${started.pid})`);
        return started;
      }
      return undefined;
    }
  }

  return {
    pid: () => current?.pid,
    async stop() {
      stopping.abort();
      await finished;
      await current?.stop();
    },
  };
}

function pause(durationMs: number): Promise<'paused'> {
  return new Promise((resolve) => setTimeout(resolve, durationMs, 'paused'));
}
