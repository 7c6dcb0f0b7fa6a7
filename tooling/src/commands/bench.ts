/** `pnpm bench`: runs `bench/main.ts`, which measures and writes docs/benchmarks.md. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inheritedEnv } from '../env.ts';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { complain } from '../say.ts';

export async function bench(args: readonly string[]): Promise<number> {
  const script = join(repositoryRoot, 'bench/main.ts');
  if (!existsSync(script)) {
    complain('There are no benchmarks yet.');
    return 1;
  }
  await generatePrismaClient();
  const options = { cwd: repositoryRoot, env: inheritedEnv(), stdio: 'inherit' } as const;
  return spawnSync(process.execPath, [script, ...args], options).status ?? 1;
}
