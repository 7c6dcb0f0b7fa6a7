/** Runs a command to its end and keeps what it says: shown only when it fails, so that a good run stays quiet. */
import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

export interface CommandResult {
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
