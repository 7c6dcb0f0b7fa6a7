/** `pnpm bench`: runs `bench/main.ts`, which measures and writes docs/benchmarks.md. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { runShown } from '../run-command.ts';
import { complain } from '../say.ts';

export async function bench(args: readonly string[]): Promise<number> {
  const script = join(repositoryRoot, 'bench/main.ts');
  if (!existsSync(script)) {
    complain('There are no benchmarks yet.');
    return 1;
  }
  await generatePrismaClient();
  return runShown(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args]);
}
