/**
 * Tells whether a process id that was written down earlier still means the same process, and ends processes within a deadline. Ids are
 * reused, so a number alone is never enough to send a signal to: it goes together with the time at which its process started.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const POLL_INTERVAL_MS = 20;
const KILL_DEADLINE_MS = 5_000;

export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in whatever form the system gives; only good for comparing. */
  readonly startedAt: string;
}

/** Undefined when there is no such process. A zombie, which only waits for its parent to notice, counts as ended. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startTicks(pid) : startTime(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return identify(pid)?.startedAt === startedAt;
}

/** From `/proc/<pid>/stat` (proc(5)): state and start time in ticks since boot; the name before them may contain anything. */
function startTicks(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = rest[18];
  if (ticks === undefined || state === 'Z' || state === 'X') return undefined;
  return `${readText('/proc/sys/kernel/random/boot_id').trim()}/${ticks}`;
}

function startTime(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [state, ...started] = stdout.trim().split(/\s+/);
  return state === undefined || state === '' || state.startsWith('Z') ? undefined : started.join(' ');
}

/** The command line of a process, its words separated by spaces; empty when there is no such process. */
export function commandLine(pid: number): string {
  if (process.platform === 'linux') return readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

export interface StopOptions {
  readonly signal: NodeJS.Signals;
  /** After this the process is killed. */
  readonly deadlineMs: number;
}

/** Asks a process to end, then kills it; returns when it is gone. */
export async function stopProcess(identity: ProcessIdentity, { signal, deadlineMs }: StopOptions): Promise<void> {
  for (const [attempt, waitMs] of [[signal, deadlineMs] as const, ['SIGKILL', KILL_DEADLINE_MS] as const]) {
    if (!isRunning(identity)) return;
    sendSignal(identity.pid, attempt);
    if (await endsWithin(identity, waitMs)) return;
  }
  throw new Error(`Process ${identity.pid} cannot be stopped.`);
}

/** Ends whatever is left of the process group that a detached child led. */
export function sweepGroup(leaderPid: number): void {
  sendSignal(-leaderPid, 'SIGKILL');
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function endsWithin(identity: ProcessIdentity, deadlineMs: number): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    if (!isRunning(identity)) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
  return false;
}
