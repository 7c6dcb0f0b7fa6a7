/** The folder that a run keeps everything in. */
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Other users can pass through, but not list: PostgreSQL runs as another user when this process is root. Files that hold secrets
 * are closed one by one.
 */
export async function makeDataDir(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, 'logs'), { recursive: true });
  await chmod(dataDir, 0o711);
  await chmod(join(dataDir, 'logs'), 0o700);
}
