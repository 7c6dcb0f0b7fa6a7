/** The published types as a program elsewhere has them: packed, installed, compiled and run as docs/typed-client.md shows it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PortalHost } from '@portal/api/testing/host';
import { people, tokenOf } from '@portal/api/testing/people';
import { refusing } from '@portal/api/testing/services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientManifest, packClient } from '../src/pack.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

let work: string;
let tarball: string;
let example: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'portal-client-test-'));
  tarball = await packClient(work);
  const [, program] = /```ts\n(.*?)```/s.exec(await readFile(join(root, 'docs/typed-client.md'), 'utf8')) ?? [];
  if (program === undefined) throw new Error('docs/typed-client.md shows no program.');
  example = program;
});

afterAll(() => rm(work, { recursive: true, force: true }));

/** What must not compile: it shows that the types are there, and none of them is `any`. */
const misuse = `import type { AppRouter, RouterInputs, RouterOutputs } from '${clientManifest.name}';
import type { TRPCClient } from '@trpc/client';
export const wrong = async (client: TRPCClient<AppRouter>, vm: RouterOutputs['deployments']['byId']) => {
  // @ts-expect-error a template is named by its id
  await client.deployments.create.mutate({ template: 'debian' });
  // @ts-expect-error there is no such procedure
  await client.deployments.destroy.mutate({ id: vm.id });
  // @ts-expect-error no status is called so
  if (vm.status === 'gone') return;
  // @ts-expect-error hours are a number
  const input: RouterInputs['deployments']['extend'] = { id: vm.id, hours: '1' };
  return input;
};
`;

const project = {
  compilerOptions: {
    ...{ module: 'nodenext', target: 'es2024', lib: ['es2024', 'dom', 'dom.asynciterable'], types: ['node'] },
    ...{ strict: true, skipLibCheck: true, noEmit: true },
  },
  include: ['*.ts'],
};

interface Setting {
  readonly client: string;
  readonly server: string;
  readonly compiler: readonly string[];
  readonly version: string | null;
}

const ofPortal = (name: string): string => join(root, 'packages/api/node_modules', name);

/** The folder of an installed package, by one of its files. */
const folderOf = (name: string, file: string): string => {
  const path = fileURLToPath(file);
  return path.slice(0, path.lastIndexOf(`/node_modules/${name}/`) + `/node_modules/${name}`.length);
};

const portals: Setting = {
  client: ofPortal('@trpc/client'),
  server: ofPortal('@trpc/server'),
  compiler: [join(root, 'node_modules/typescript/bin/tsc'), '--checkers', '1'],
  version: null,
};

const lowest: Setting = {
  client: folderOf('@trpc/client', import.meta.resolve('@trpc/client')),
  server: folderOf('@trpc/server', import.meta.resolve('@trpc/server')),
  compiler: [fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'))],
  version: clientManifest.peerDependencies['@trpc/client'].slice(1),
};

/** A program’s folder: the tarball unpacked where npm would, its peers beside it. */
const programWith = async ({ client, server }: Setting): Promise<string> => {
  const folder = await mkdtemp(join(work, 'program-'));
  const installed = join(folder, 'node_modules', clientManifest.name);
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const peers = { '@trpc/client': client, '@trpc/server': server, superjson: ofPortal('superjson') };
  for (const [name, target] of Object.entries({ ...peers, '@types/node': ofPortal('@types/node') })) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link);
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
  await writeFile(join(folder, 'main.ts'), example);
  await writeFile(join(folder, 'misuse.ts'), misuse);
  return folder;
};

describe.each([
  ['the lowest tRPC of the range and TypeScript 5', lowest],
  ['the portal’s own tRPC and TypeScript', portals],
])('with %s', (_name, setting) => {
  test('the example of the manual compiles and runs with an API token', async () => {
    const folder = await programWith(setting);
    if (setting.version !== null) {
      const manifest = await readJson(join(folder, 'node_modules/@trpc/client/package.json'));
      expect(manifest).toMatchObject({ version: setting.version });
    }
    const compiled = await run(process.execPath, [...setting.compiler, '-p', folder]).catch(
      (failure: { readonly stdout: string }) => failure,
    );
    expect(compiled.stdout).toBe('');
    await using host = await PortalHost.start({ answers: { deployments: { act: refusing('transition_refused') } } });
    const { stdout } = await run(process.execPath, [join(folder, 'main.ts'), host.url, tokenOf('sam')]);
    expect(stdout).toMatch(/is running\ntransition_refused: /);
    expect(host.calls.map(({ name, actor: { principal } }) => [name, principal.kind, principal.userId])).toEqual(
      ['templates.list', 'deployments.create', 'deployments.act'].map((name) => [name, 'token', people.sam.userId]),
    );
  });
});

test('the package is one declaration file, its manifest, its licence and its manual', async () => {
  const folder = await programWith(portals);
  const installed = join(folder, 'node_modules', clientManifest.name);
  expect((await readdir(installed)).sort()).toEqual(['LICENSE', 'README.md', 'index.d.ts', 'package.json']);
  expect(await readJson(join(installed, 'package.json'))).toEqual(clientManifest);
});
