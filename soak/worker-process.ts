/** apps/api as a process whose life ends every few seconds, in one way or another, and that is started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../apps/api/src/main.ts', import.meta.url));

export interface KillableWorker {
  readonly deaths: () => number;
  stop(): Promise<void>;
}

/** The longest that a timer takes. */
const forEverMs = 2 ** 31 - 1;
/** One that could not start, since its database is away, is not started in a whirl. */
const pauseMs = 500;

export const startWorker = (environment: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: '', ...environment },
  });

/** Longer than a silent worker keeps its jobs; afterwards it lives on beside the one that took its place. */
const frozenMs = 20_000;
const resumedMs = 10_000;

type End = (child: ChildProcess, signal: AbortSignal) => Promise<void>;

/** Resolves early when the signal fires. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  wait(milliseconds, undefined, { signal }).catch(() => undefined);

const killed: End = async (child) => void child.kill('SIGKILL');
const toldToStop: End = async (child) => void child.kill('SIGTERM');
const frozenAndResumed: End = async (child, signal) => {
  child.kill('SIGSTOP');
  await pause(frozenMs, signal);
  child.kill('SIGCONT');
  await pause(resumedMs, signal);
  child.kill('SIGKILL');
};
/** In turn: as the kernel, an operator, and a hypervisor that pauses its guests end a worker. */
const ends = [killed, toldToStop, frozenAndResumed] as const;

/** `killEverySeconds` 0: it lives until `stop`. One that ends by itself is started again too. */
export const startKillableWorker = (
  environment: Readonly<Record<string, string>>,
  killEverySeconds: number,
): KillableWorker => {
  const stopping = new AbortController();
  const dying = new Set<Promise<unknown>>();
  let deaths = 0;
  const lifeMs = killEverySeconds === 0 ? forEverMs : killEverySeconds * 1000;
  const living = (async () => {
    while (!stopping.signal.aborted) {
      const child = startWorker(environment);
      child.stdout?.resume();
      const over = new AbortController();
      const ended = once(child, 'exit').then(() => over.abort());
      await pause(lifeMs, AbortSignal.any([stopping.signal, over.signal]));
      const byItself = over.signal.aborted;
      const end = stopping.signal.aborted ? killed : (ends[deaths % ends.length] ?? killed);
      dying.add(Promise.all([end(child, stopping.signal), ended]));
      // The next one takes its place at once, as an orchestrator would have it.
      if (end !== frozenAndResumed) await ended;
      if (stopping.signal.aborted) return;
      deaths += 1;
      if (byItself) await wait(pauseMs);
    }
  })();
  return {
    deaths: () => deaths,
    async stop() {
      stopping.abort();
      await living;
      await Promise.all(dying);
    },
  };
};
