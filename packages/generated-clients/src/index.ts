/**
 * Clients that public generators make of `openapi.json`, compiled by their own TypeScript (5: openapi-typescript needs its API) and
 * run through the main job. What they make is thrown away.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { generate } from 'orval';

const run = promisify(execFile);

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const at = (path: string): string => `${packageFolder}${path}`;
const document = at('.generated/openapi.json');

export interface Portal {
  /** Where the portal answers; it serves the document too. */
  readonly origin: string;
  readonly token: string;
}

export const clients = ['openapi-fetch', 'orval'] as const;
export type Client = (typeof clients)[number];

const generators: Readonly<Record<Client, (origin: string) => Promise<void>>> = {
  'openapi-fetch': async () => {
    const types = await openapiTypescript(new URL('../.generated/openapi.json', import.meta.url));
    await writeFile(at('.generated/schema.d.ts'), astToString(types));
  },
  orval: async (origin) => {
    await generate({
      input: { target: document },
      output: {
        target: at('.generated/portal.ts'),
        schemas: { path: at('.generated/schemas'), type: 'zod' },
        client: 'fetch',
        mode: 'single',
        baseUrl: origin,
        override: { fetch: { includeHttpResponseReturnType: true } },
      },
    });
  },
};

/** Makes and compiles them. Throws with what the compiler says of them. */
export const generateClients = async ({ origin }: Portal, wanted: readonly Client[]): Promise<void> => {
  await rm(at('.generated'), { recursive: true, force: true });
  await mkdir(at('.generated'), { recursive: true });
  const response = await fetch(new URL('/api/openapi.json', origin));
  await writeFile(document, await response.text());
  for (const client of wanted) await generators[client](origin);
  const programs = { extends: '../programs/tsconfig.json', include: wanted.map((name) => `../programs/${name}.ts`) };
  await writeFile(at('.generated/tsconfig.json'), JSON.stringify(programs));
  await run(process.execPath, [
    fileURLToPath(import.meta.resolve('typescript/lib/tsc.js')),
    '-p',
    at('.generated'),
  ]).catch(({ stdout }) => Promise.reject(new Error(stdout)));
  await writeFile(at('.generated/compiled/package.json'), '{ "type": "commonjs" }');
};

/** The main job by one of them; answers the code with which the portal says that a VM does not exist. */
export const runMainJob = async (client: Client, { origin, token }: Portal): Promise<string> => {
  const args = client === 'orval' ? [token] : [origin, token];
  const { stdout } = await run(process.execPath, [at(`.generated/compiled/programs/${client}.js`), ...args]);
  return stdout.trim();
};
