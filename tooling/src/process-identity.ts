/**
 * Tells whether a process id that was written down earlier still means the same process, and ends processes within a deadline. Ids are
 * reused, so a number alone is never enough to send a signal to: the command line must contain a marker that only our process has.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const POLL_INTERVAL_MS = 20;
const KILL_DEADLINE_MS = 5_000;

/** True when a process of that id is alive and its command line contains `marker`. */
export function isRunning(pid: number, marker: string): boolean {
  return isAlive(pid) && commandLine(pid).includes(marker);
}

/** A zombie, which only waits for its parent to notice, counts as ended. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !/^State:\s+Z/m.test(procFile(pid, 'status'));
}

function commandLine(pid: number): string {
  if (process.platform === 'linux') return procFile(pid, 'cmdline').replaceAll('\0', ' ');
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

export interface StopOptions {
  readonly signal: NodeJS.Signals;
  /** After this the process is killed. */
  readonly deadlineMs: number;
  /** For a child of this process: settles when it has ended. Without it the process table is polled. */
  readonly exited?: Promise<unknown>;
}

/** Asks a process to end, then kills it; returns when it is gone. */
export async function stopProcess(pid: number, { signal, deadlineMs, exited }: StopOptions): Promise<void> {
  sendSignal(pid, signal);
  if (await endsWithin(pid, deadlineMs, exited)) return;
  sendSignal(pid, 'SIGKILL');
  if (!(await endsWithin(pid, KILL_DEADLINE_MS, exited))) throw new Error(`Process ${pid} cannot be stopped.`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function endsWithin(pid: number, deadlineMs: number, exited?: Promise<unknown>): Promise<boolean> {
  let gone = false;
  void exited?.then(() => {
    gone = true;
  });
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    if (gone || !isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
  return false;
}
