/** Starts one of the portal's Node processes, waits until it answers, and stops it together with everything that it started. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { identify, stopProcess, sweepGroup } from '../process-identity.ts';

export interface NodeServiceOptions {
  readonly name: string;
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly readyUrl: string;
  /** Tells by the status of its answer whether the service is ready. */
  readonly isReady: (status: number) => boolean;
  /** Gives up waiting for it to be ready. */
  readonly signal: AbortSignal;
}

export interface RunningService {
  readonly pid: number;
  /** Settles with a description of its end, for whatever reason it ended. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

const READY_DEADLINE_MS = 60_000;
const READY_POLL_MS = 100;
const STOP_DEADLINE_MS = 10_000;
const QUOTED_LOG_LINES = 25;

export async function startNodeService(options: NodeServiceOptions): Promise<RunningService> {
  const preload = new URL(`../stop-with-parent.ts?supervisor=${process.pid}`, import.meta.url).href;
  const log = openSync(options.logFile, 'a', 0o600);
  // A process group of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops its services in order.
  const child = spawn(process.execPath, ['--import', preload, ...options.args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  child.stdin?.on('error', () => undefined); // It closed its end; its exit is what counts.
  let ended: string | undefined;
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `code ${code}` : signal));
  });
  void exited.then((how) => {
    ended = how;
  });

  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.name} could not be started: ${await exited}`);
  const identity = identify(pid);
  const stop = async () => {
    if (identity !== undefined) await stopProcess(identity, { signal: 'SIGTERM', deadlineMs: STOP_DEADLINE_MS });
    sweepGroup(pid);
  };
  const problem = await untilReady(options, () => ended);
  if (problem === undefined) return { pid, exited, stop };
  await stop();
  options.signal.throwIfAborted();
  const lines = (await readFile(options.logFile, 'utf8')).trimEnd().split('\n').slice(-QUOTED_LOG_LINES);
  throw new Error(`${options.name} did not start: ${problem}\n${lines.join('\n')}\n(${options.logFile})`);
}

/** Undefined once the URL answers, otherwise why it never will. */
async function untilReady(
  { readyUrl: url, isReady, signal }: NodeServiceOptions,
  ended: () => string | undefined,
): Promise<string | undefined> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  let last = 'no answer';
  while (Date.now() < deadline) {
    if (signal.aborted) return 'told to stop';
    const how = ended();
    if (how !== undefined) return `it ended (${how})`;
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(READY_DEADLINE_MS)]),
      });
      await response.body?.cancel();
      if (isReady(response.status)) return undefined;
      last = `${url} answered ${response.status}`;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  return `it was not ready after ${READY_DEADLINE_MS / 1_000} s (${last})`;
}
