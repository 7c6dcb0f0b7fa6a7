/** `pnpm soak`: runs `soak/main.ts`, which is bounded in count and time and no part of `npm test`. */
import { join } from 'node:path';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { runInSight } from '../run-command.ts';

export async function soak(args: readonly string[]): Promise<number> {
  await generatePrismaClient();
  const script = join(repositoryRoot, 'soak/main.ts');
  return runInSight(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args]);
}
