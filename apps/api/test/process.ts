// apps/api as the operating system sees it: a process that is started, asked, frozen, stopped and killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { apiEnvironment } from './api-environment.ts';
import type { Stack } from './stack.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface ApiProcess extends AsyncDisposable {
  /** Its address, once it listens. */
  listening(): Promise<string>;
  /** Resolves when a line of its log has the text. */
  says(text: string): Promise<void>;
  /** Stops its clock, so to speak: nothing of it runs until it is resumed. */
  freeze(): void;
  resume(): void;
  /** Asks it to stop; answers its exit code. */
  stop(): Promise<number | null>;
}

const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};

/** Its log, which is JSON lines; read to the end, so that the pipe never fills. */
const readLog = ({ stdout }: ChildProcess) => {
  if (stdout === null) throw new Error('apps/api has no output to read');
  const lines: string[] = [];
  const { promise: over, resolve: end } = Promise.withResolvers<null>();
  let more = Promise.withResolvers<void>();
  createInterface({ input: stdout })
    .on('line', (line) => {
      lines.push(line);
      more.resolve();
      more = Promise.withResolvers();
    })
    .once('close', () => end(null));
  return async (text: string): Promise<string> => {
    for (;;) {
      const found = lines.find((line) => line.includes(text));
      if (found !== undefined) return found;
      const next = more.promise;
      if ((await Promise.race([next, over])) === null) {
        throw new Error(`apps/api ended before it said “${text}”:\n${lines.slice(-20).join('\n')}`);
      }
    }
  };
};

const listeningLine = z.object({ address: z.url() });

export const startApi = (stack: Stack, given: Readonly<Record<string, string>> = {}): ApiProcess => {
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...apiEnvironment(stack), ...given },
  });
  const lineWith = readLog(child);
  return {
    listening: async () => listeningLine.parse(JSON.parse(await lineWith('"address":"http:'))).address,
    says: async (text) => void (await lineWith(text)),
    freeze: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop() {
      child.kill('SIGTERM');
      return ended(child);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
};
