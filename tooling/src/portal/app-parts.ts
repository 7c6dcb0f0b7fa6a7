/** The portal's own two processes: apps/api, which works, and apps/web, which shows. */
import { join } from 'node:path';
import { inheritedEnv } from '../env.ts';
import { apiFolder, webFolder } from '../repository.ts';
import type { Cluster } from './cluster-part.ts';
import type { Database } from './database-part.ts';
import { startNodeService } from './node-service.ts';
import { freshLog, type PartContext, runPart } from './part.ts';
import type { SupervisedService } from './supervise.ts';
import { nextScript } from './web-build.ts';

export interface AppSettings {
  readonly portalUrl: string;
  readonly authSecret: string;
  readonly database: Database;
}

/** How often the simulated cluster of a test is observed: fast enough not to be waited for. */
const THROWAWAY_OBSERVE_INTERVAL_MS = '500';

export function startApi(
  context: PartContext,
  settings: AppSettings & { readonly cluster: Cluster },
): Promise<SupervisedService> {
  const { mode, ports, throwaway } = context;
  const logFile = freshLog(context, 'api');
  const script = join(apiFolder, 'src/main.ts');
  return runPart(context, {
    name: 'apps/api',
    start: (signal) =>
      startNodeService({
        name: 'apps/api',
        args: mode === 'development' ? ['--watch', '--watch-preserve-output', script] : [script],
        cwd: apiFolder,
        env: {
          ...inheritedEnv(),
          ...settings.cluster.variables,
          ...(throwaway ? { OBSERVE_INTERVAL_MS: THROWAWAY_OBSERVE_INTERVAL_MS } : {}),
          NODE_ENV: mode,
          HOST: '127.0.0.1',
          PORT: String(ports.api),
          ROLES: 'rest,worker',
          DATABASE_URL: settings.database.ownerUrl,
          DATABASE_APP_URL: settings.database.appUrl,
          PORTAL_URL: settings.portalUrl,
        },
        logFile,
        readyUrl: `http://127.0.0.1:${ports.api}/readyz`,
        isReady: (status) => status === 200,
        signal,
      }),
  });
}

export function startWeb(context: PartContext, settings: AppSettings): Promise<SupervisedService> {
  const { mode, ports, env } = context;
  const logFile = freshLog(context, 'web');
  return runPart(context, {
    name: 'apps/web',
    start: (signal) =>
      startNodeService({
        name: 'apps/web',
        // Next proxies to itself by the host name that it listens on, so both must agree on what `localhost` is.
        args: [
          '--dns-result-order=ipv4first',
          nextScript(),
          mode === 'development' ? 'dev' : 'start',
          ...['-H', env.PORTAL_HOST, '-p', String(ports.web)],
        ],
        cwd: webFolder,
        env: { ...webEnv(), NODE_ENV: mode, DATABASE_APP_URL: settings.database.appUrl, ...webSettings(settings) },
        logFile,
        readyUrl: `http://127.0.0.1:${ports.web}/`,
        isReady: (status) => status < 500,
        signal,
      }),
  });
}

/** The web process never holds what could bypass the application role or reach Proxmox. */
function webEnv(): NodeJS.ProcessEnv {
  const entries = Object.entries(inheritedEnv()).filter(
    ([name]) => name !== 'DATABASE_URL' && !name.startsWith('PVE_'),
  );
  return Object.fromEntries(entries);
}

function webSettings({ portalUrl, authSecret }: AppSettings): Record<string, string> {
  return { PORTAL_URL: portalUrl, AUTH_SECRET: authSecret };
}
