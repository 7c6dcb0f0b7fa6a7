/**
 * `pnpm soak`: what takes too long for `npm test`. `soak/main.ts`, which is bounded in count and time; with `tests`, the tests that are
 * called `*.soak.ts`, with whatever else vitest is to be told.
 */
import { join } from 'node:path';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { runShown, tool } from '../run-command.ts';

export async function soak([first, ...others]: readonly string[]): Promise<number> {
  await generatePrismaClient();
  if (first === 'tests') return runShown(tool('vitest'), ['run', '--project=soak*', ...others]);
  const script = join(repositoryRoot, 'soak/main.ts');
  const options = first === undefined ? others : [first, ...others];
  return runShown(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...options]);
}
