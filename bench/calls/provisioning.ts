/** apps/api with its worker on a database of its own, against a simulator in this process that counts what it is asked. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { demoCluster, demoTokenId, type Simulator, type SimulatorTiming, startSimulator } from '@portal/pve-simulator';
import { freePort } from '@portal/tooling/free-port';
import { startNodeService } from '@portal/tooling/node-service';
import { childEnv } from '../env.ts';
import { PortalClient } from '../portal-client.ts';
import { seededDatabase } from '../seeded-database.ts';

const tokenSecret = '00000000-0000-4000-8000-000000000001';
const START_DEADLINE_MS = 60_000;
const POLL_MS = 100;

export interface Provisioning {
  readonly simulator: Simulator;
  /** Resolves with how long it took from its request until the portal says that it runs. */
  makeVm(): Promise<number>;
}

const apiFile = fileURLToPath(new URL('../../apps/api/src/main.ts', import.meta.url));

export const startProvisioning = async (
  resources: AsyncDisposableStack,
  timing: Partial<SimulatorTiming>,
): Promise<Provisioning> => {
  const { ownerUrl, appUrl, apiToken, logFile } = await seededDatabase(resources);
  const simulator = resources.use(await startSimulator({ cluster: demoCluster({ tokenSecret }), timing }));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const api = await startNodeService({
    name: 'apps/api',
    args: [apiFile],
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: childEnv({
      ...{ HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn' },
      ...{ DATABASE_URL: ownerUrl, DATABASE_APP_URL: appUrl, SECRETS_KEY: randomBytes(32).toString('base64url') },
      // Neither the drift cycle nor a canary asks anything meanwhile: what is counted is for the VMs alone.
      ...{ OBSERVE_INTERVAL_MS: '3600000', CANARY_HOUR_UTC: 'off' },
      ...{ PVE_CLUSTER_NAME: 'demo', PVE_URL: simulator.url, PVE_TOKEN_ID: demoTokenId, PVE_TOKEN_SECRET: tokenSecret },
      ...{ PVE_STORAGE: 'ceph-vm', PVE_SIMULATED: '1' },
    }),
    logFile,
    readyUrl: `${origin}/readyz`,
    isReady: (status) => status === 200,
    signal: AbortSignal.timeout(START_DEADLINE_MS),
  });
  resources.defer(() => api.stop());
  const client = new PortalClient(origin, apiToken);
  resources.defer(() => client.close());
  return {
    simulator,
    async makeVm() {
      const begun = performance.now();
      const { id } = await client.create({ templateId: 'debian-13', vcpus: 1, memoryMiB: 512, diskGiB: 10 });
      for (;;) {
        const { status, statusMessage } = await client.deployment(id);
        if (status === 'running') return performance.now() - begun;
        if (status === 'failed') throw new Error(`The deployment failed: ${statusMessage}`);
        await wait(POLL_MS);
      }
    },
  };
};
