/** Generates the Prisma client of packages/db, which is not committed, from `prisma/schema.prisma`. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inheritedEnv } from './env.ts';
import { makeWhenChanged } from './made-once.ts';
import { dbFolder, repositoryRoot } from './repository.ts';
import { mustSucceed } from './run-command.ts';

const schema = 'prisma/schema.prisma';

export async function generatePrismaClient(signal?: AbortSignal): Promise<void> {
  await makeWhenChanged({
    sources: [schema, 'packages/db/package.json', 'pnpm-lock.yaml'],
    stampFile: join(dbFolder, 'src/generated/.made-from'),
    make: async () => {
      const prisma = createRequire(join(dbFolder, 'package.json')).resolve('prisma/package.json');
      await mustSucceed('Generating the Prisma client', {
        command: process.execPath,
        args: [join(dirname(prisma), 'build/index.js'), 'generate', '--schema', join(repositoryRoot, schema)],
        cwd: dbFolder,
        // Any executable will do: `generate` does not run the engine, but downloads it when it is not told of one.
        env: { ...inheritedEnv(), PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
        signal,
      });
    },
  });
}
