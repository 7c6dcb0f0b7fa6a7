/** A migrated database with the demonstration's people, clusters and templates in it. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@portal/db/migrate';
import { seed } from '@portal/seed';
import { startEmbeddedPostgres } from '@portal/tooling/embedded-postgres';
import { say } from './say.ts';

export interface SeededDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly apiToken: string;
  readonly logFile: string;
}

const secret = (): string => randomBytes(32).toString('base64url');

/** A server of its own, in a folder that goes with the resources. Not durable unless told so: for whoever measures nothing but reading. */
export const seededDatabase = async (
  resources: AsyncDisposableStack,
  { isDurable = false }: { readonly isDurable?: boolean } = {},
): Promise<SeededDatabase> => {
  const folder = await mkdtemp(join(tmpdir(), 'portal-bench-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    port: 0,
    password: secret(),
    persistent: isDurable,
    log: () => undefined,
  });
  resources.defer(() => server.stop());
  const appPassword = secret();
  await migrate({ ownerUrl: server.ownerUrl, appPassword });
  const appUrl = new URL(server.ownerUrl);
  appUrl.username = 'portal_app';
  appUrl.password = appPassword;
  const apiToken = `ppt_${randomBytes(4).toString('hex')}_${secret()}`;
  const apiTokens = { 'ada.admin@example.com': apiToken };
  const log = { info: () => undefined, warn: say, error: say };
  await seed({ appUrl: appUrl.href, demo: { password: secret(), apiTokens }, log });
  return { ownerUrl: server.ownerUrl, appUrl: appUrl.href, apiToken, logFile: join(folder, 'servers.log') };
};
