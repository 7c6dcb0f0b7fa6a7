/** apps/api as a process that dies without warning every few seconds, and is started again at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../apps/api/src/main.ts', import.meta.url));

export interface MortalWorker {
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

/** `killEverySeconds` 0: it lives until `stop`. One that ends by itself is started again too. */
export const startMortalWorker = (
  environment: Readonly<Record<string, string>>,
  killEverySeconds: number,
): MortalWorker => {
  const stopping = new AbortController();
  let deaths = 0;
  const lifeMs = killEverySeconds === 0 ? forEverMs : killEverySeconds * 1000;
  const living = (async () => {
    while (!stopping.signal.aborted) {
      const child = startWorker(environment);
      child.stdout?.resume();
      const over = new AbortController();
      const ended = once(child, 'exit').then(() => over.abort());
      const signal = AbortSignal.any([stopping.signal, over.signal]);
      await wait(lifeMs, undefined, { signal }).catch(() => undefined);
      const byItself = over.signal.aborted;
      child.kill('SIGKILL');
      await ended;
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
    },
  };
};
