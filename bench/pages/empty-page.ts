/** A page of Next without anything of ours: what every page of the portal is measured against. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@portal/tooling/free-port';
import { childEnv } from '../env.ts';

const folder = fileURLToPath(new URL('empty', import.meta.url));
const host = 'localhost';

const next = fileURLToPath(import.meta.resolve('next/dist/bin/next'));

const run = (args: readonly string[]) =>
  spawn(process.execPath, [next, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: childEnv({ NEXT_TELEMETRY_DISABLED: '1' }),
  });

/** Its address, once it answers. */
export const startEmptyPage = async (resources: AsyncDisposableStack): Promise<string> => {
  const build = run(['build']);
  build.stdout.resume();
  const [code] = await once(build, 'exit');
  if (code !== 0) throw new Error(`The empty page could not be built: code ${code}.`);
  const port = await freePort();
  const server = run(['start', '-H', host, '-p', `${port}`]);
  resources.defer(async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
  });
  for await (const chunk of server.stdout) if (String(chunk).includes('Ready')) break;
  return `http://${host}:${port}/`;
};
