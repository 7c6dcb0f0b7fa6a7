/**
 * The package of the router's types, for programs outside of this repository: one declaration file, which the compiler makes of
 * `packages/api/src/client.ts`, and the manifest that names its peers. `node packages/typed-client/src/pack.ts FOLDER` makes it.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));

export const clientManifest = {
  name: 'support-provisioning-portal-client',
  version: '1.0.0',
  description: 'The types of the Support Provisioning Portal’s tRPC router.',
  license: 'Apache-2.0',
  type: 'module',
  types: './index.d.ts',
  exports: { '.': { types: './index.d.ts' } },
  // Tried with the lowest of them and with the one that the portal itself has.
  peerDependencies: { '@trpc/client': '^11.4.0', '@trpc/server': '^11.4.0', superjson: '^2.2.6' },
} as const;

const importForm = /(?:from|import)\s*\(?\s*["']([^"']+)["']/g;

/** Throws for what nobody outside could resolve. */
const refuseForeignNames = (declarations: string): void => {
  const named = new Set([...declarations.matchAll(importForm)].map(([, name]) => name));
  named.delete('@trpc/server');
  if (named.size === 0) return;
  throw new Error(`The published types name ${[...named].join(', ')}. Spell them out in packages/api/src/client.ts.`);
};

/** What the compiler cannot say of other files is none of this one's concern: they are checked where they stand. */
const declarationsIn = async (folder: string): Promise<string> => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const project = join(root, 'packages/typed-client/declarations.json');
  const said = await run(process.execPath, [compiler, '-p', project, '--outDir', folder]).catch(
    (failure: { readonly stdout: string }) => failure,
  );
  const declarations = await readFile(join(folder, 'packages/api/src/client.d.ts'), 'utf8').catch(() => {
    throw new Error(`The compiler made no declarations of packages/api/src/client.ts.\n${said.stdout}`);
  });
  refuseForeignNames(declarations);
  return declarations;
};

/** Answers the path of the tarball. */
export const packClient = async (destination: string): Promise<string> => {
  const work = await mkdtemp(join(tmpdir(), 'portal-client-'));
  try {
    const folder = join(work, 'package');
    await mkdir(folder);
    await writeFile(join(folder, 'index.d.ts'), await declarationsIn(join(work, 'declarations')));
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(clientManifest, null, 2)}\n`);
    await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
    await copyFile(join(root, 'docs/typed-client.md'), join(folder, 'README.md'));
    await run('npm', ['pack', '--silent', '--pack-destination', resolve(destination)], { cwd: folder });
    return join(resolve(destination), `${clientManifest.name}-${clientManifest.version}.tgz`);
  } finally {
    await rm(work, { recursive: true });
  }
};

if (import.meta.main) process.stdout.write(`${await packClient(process.argv[2] ?? '.')}\n`);
