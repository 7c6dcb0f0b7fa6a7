/**
 * Runs commands to their end: out of sight, where what they say is shown only when they fail, or in sight, for those whose words are
 * the point.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inheritedEnv } from './env.ts';
import { repositoryRoot } from './repository.ts';
import { say } from './say.ts';

export interface CommandOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

interface CommandResult {
  readonly code: number;
  readonly output: string;
}

export async function runCommand({ command, args, signal, ...options }: CommandOptions): Promise<CommandResult> {
  signal?.throwIfAborted();
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const stop = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => resolve(exitCode ?? 1));
    });
    signal?.throwIfAborted();
    return { code, output: Buffer.concat(chunks).toString('utf8') };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Throws with the command's own words when it fails. */
export async function mustSucceed(what: string, options: CommandOptions): Promise<string> {
  const { code, output } = await runCommand(options);
  if (code !== 0) throw new Error(`${what} failed (code ${code}):\n${output.trimEnd()}`);
  return output;
}

/** What a command is called and how it stands back when others run beside it. */
export interface Beside {
  /** Stands before each of its lines. */
  readonly name: string;
  /** Of 0 to 19: how much more often than it the others are given a processor. */
  readonly niceness: number;
}

/** Resolves to the exit code. Runs at the root of the repository. */
export function runShown(command: string, args: readonly string[], beside?: Beside): Promise<number> {
  return new Promise((resolve, reject) => {
    const output = beside === undefined ? 'inherit' : 'pipe';
    const niceness = String(beside?.niceness ?? 0);
    const child = spawn('nice', ['-n', niceness, command, ...args], {
      cwd: repositoryRoot,
      env: inheritedEnv(),
      stdio: ['ignore', output, output],
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => say(`${beside?.name} │ ${line}`));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** The command of a package that the root depends on. */
export function tool(name: string): string {
  return join(repositoryRoot, 'node_modules/.bin', name);
}
