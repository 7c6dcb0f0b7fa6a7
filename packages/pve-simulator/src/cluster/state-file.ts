/**
 * Keeps the state of the cluster in a file: written to a temporary file and renamed, so that a reader never sees half
 * of it, some time after a change rather than at each, and once more on closing. What is found at the start is parsed,
 * and a file that is no state of ours stops the start instead of being overwritten.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ClusterState, clusterStateSchema } from './cluster-state.ts';

const writeDelayMs = 150;

export function readStateFile(path: string): ClusterState | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const parsed = clusterStateSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(`${path} is not a state file of this simulator; move it away to start from the seed`, {
    cause: parsed.error,
  });
}

export class StateFile {
  readonly #path: string;
  readonly #capture: () => ClusterState;
  #timer: NodeJS.Timeout | null = null;

  constructor(path: string, capture: () => ClusterState) {
    this.#path = path;
    this.#capture = capture;
  }

  schedule(): void {
    this.#timer ??= setTimeout(() => this.flush(), writeDelayMs);
  }

  /** Synchronous: a process that is told to end has no later. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    mkdirSync(dirname(this.#path), { recursive: true });
    const temporary = `${this.#path}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(this.#capture()), { mode: 0o600 });
    renameSync(temporary, this.#path);
  }
}
