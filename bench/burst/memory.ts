/** How much memory processes occupy, in MiB: resident for one process, proportional for PostgreSQL's many, which share theirs. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { sum } from '../statistics.ts';

const KIB_PER_MIB = 1024;

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly residentKiB: number;
}

/** All that run now: one look serves a whole sample. */
export const processes = (): readonly ProcessRow[] => {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, residentKiB = 0]) => ({ pid, parent, residentKiB }));
};

/** Linux alone tells it (proc(5), smaps_rollup); elsewhere the resident size stands in, which counts shared pages again. */
const proportionalKiB = ({ pid, residentKiB }: ProcessRow): number => {
  try {
    const line = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(line?.[1] ?? residentKiB);
  } catch {
    return residentKiB;
  }
};

export const residentMiB = (rows: readonly ProcessRow[], pid: number): number =>
  sum(rows.flatMap((row) => (row.pid === pid ? [row.residentKiB] : []))) / KIB_PER_MIB;

/** Of a process and its children. */
export const familyMiB = (rows: readonly ProcessRow[], pid: number): number =>
  sum(rows.flatMap((row) => (row.pid === pid || row.parent === pid ? [proportionalKiB(row)] : []))) / KIB_PER_MIB;

const emptyServer = `require('node:http').createServer((_, answer) => answer.end()).listen(0, '127.0.0.1', () => console.log('ready'))`;

/** What a Node process costs that serves HTTP and does nothing else. */
export const emptyNodeMiB = async (): Promise<number> => {
  const child = spawn(process.execPath, ['-e', emptyServer], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(child.stdout, 'data');
    return residentMiB(processes(), child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
  }
};
