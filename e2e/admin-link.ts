/** An administrator without a password, and the link at which they set one, as `npm run admin:create` makes them. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dataDir } from './facts.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

export const linkFor = async ({ name, email }: { readonly name: string; readonly email: string }): Promise<string> => {
  const command = ['tooling/src/main.ts', 'admin:create', '--link', '--name', name, '--email', email];
  const env: NodeJS.ProcessEnv = { NODE_ENV: 'production', PORTAL_DATA_DIR: dataDir };
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: repository, env });
  return /http\S+\/set-password#\S+/.exec(stdout)?.[0] ?? `no link in: ${stdout}`;
};
