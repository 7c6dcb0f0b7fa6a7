/** Builds apps/web for production, once: the build is reused for as long as nothing that goes into it has changed. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inheritedEnv } from '../env.ts';
import { makeWhenChanged } from '../made-once.ts';
import { webFolder } from '../repository.ts';
import { mustSucceed } from '../run-command.ts';

const sources = [
  'apps/web',
  ...['api', 'configuration', 'db', 'domain', 'messages', 'types'].flatMap((name) => [
    `packages/${name}/src`,
    `packages/${name}/package.json`,
  ]),
  'prisma/schema.prisma',
  'tooling/tsconfig',
  'pnpm-lock.yaml',
];

/** The script behind the `next` command. */
function nextScript(): string {
  const manifest = createRequire(join(webFolder, 'package.json')).resolve('next/package.json');
  return join(dirname(manifest), 'dist/bin/next');
}

export interface WebBuild {
  /** Each function stays one, under its name, so that which of them ran can be told; slower and larger. */
  readonly readable: boolean;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

export async function buildWeb({ readable, report, signal }: WebBuild): Promise<void> {
  // Switches minification off; there is nothing to prerender.
  const flags = readable ? ['--debug-prerender'] : [];
  await makeWhenChanged({
    sources,
    stampFile: join(webFolder, '.next/made-from'),
    way: flags.join(),
    make: async () => {
      report('Building the portal (again only when its sources change)');
      await mustSucceed('Building the portal', {
        command: process.execPath,
        args: [nextScript(), 'build', ...flags],
        cwd: webFolder,
        env: { ...inheritedEnv(), NODE_ENV: 'production' },
        signal,
      });
    },
  });
}
