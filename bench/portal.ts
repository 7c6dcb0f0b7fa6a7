/** The whole portal as `npm start` runs it (its own processes, a durable database, the simulator at the pace of a demonstration), in a folder that goes with the run. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, startPortal } from '@portal/tooling/portal';
import { z } from 'zod';
import { PortalClient } from './portal-client.ts';
import { say } from './say.ts';

export interface MeasuredPortal {
  readonly demo: Demo;
  /** REST with the administrator's token. */
  readonly client: PortalClient;
}

const secretsSchema = z.object({ demoAdminApiToken: z.string() });

const anyPort = { web: 0, api: 0, simulator: 0, postgres: 0 };
const START_DEADLINE_MS = 5 * 60_000;

export const startMeasuredPortal = async (resources: AsyncDisposableStack): Promise<MeasuredPortal> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-bench-'));
  resources.defer(() => rm(dataDir, { recursive: true, force: true }));
  const portal = await startPortal({
    dataDir,
    env: { PORTAL_HOST: 'localhost' },
    ports: anyPort,
    mode: 'production',
    throwaway: false,
    report: say,
    signal: AbortSignal.timeout(START_DEADLINE_MS),
  });
  resources.defer(() => portal.stop());
  const secrets = secretsSchema.parse(JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')));
  const client = new PortalClient(portal.demo.apiUrl, secrets.demoAdminApiToken);
  resources.defer(() => client.close());
  return { demo: portal.demo, client };
};
