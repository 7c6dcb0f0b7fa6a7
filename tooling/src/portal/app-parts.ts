/** The portal's own two processes: apps/api, which works, and apps/web, which shows. */
import { join } from 'node:path';
import { apiFolder, webFolder } from '../repository.ts';
import type { Clusters } from './cluster-part.ts';
import type { Database } from './database-part.ts';
import { startNodeService } from './node-service.ts';
import { freshLog, type PartContext, runPart } from './part.ts';
import type { SupervisedService } from './supervise.ts';

export interface AppSettings {
  readonly portalUrl: string;
  /** Where browsers connect to the consoles of VMs. */
  readonly consoleUrl: string;
  readonly authSecret: string;
  readonly secretsKey: string;
  readonly auditSealKey: string;
  readonly auditCheckpointFile: string;
  readonly database: Database;
  readonly clusters: Clusters;
}

/**
 * The simulated clusters of a test are observed fast enough not to be waited for, and an idle portal leaves the machine to the tests: each
 * hand of a worker asks for a job every second. Nothing happens by the time of day.
 */
const throwawayPace = { OBSERVE_INTERVAL_MS: '2000', WORKER_CONCURRENCY: '8', CANARY_HOUR_UTC: 'off' };

/** Where the receivers of a test are. */
const throwawayReach = { WEBHOOK_ALLOWED_RANGES: '127.0.0.1' };

/** What V8 keeps for new objects, in MiB: left to itself it grows to 64, which an idle process then holds. */
const youngGeneration = '--max-semi-space-size=4';
/** After a burst a process holds what its heap had grown to: a quarter more than lives, where V8 lets it double (docs/benchmarks.md). */
const oldGeneration = '--heap-growing-percent=25';

export function startApi(context: PartContext, settings: AppSettings): Promise<SupervisedService> {
  const { mode, ports, throwaway } = context;
  const logFile = freshLog(context, 'api');
  const script = join(apiFolder, 'src/main.ts');
  return runPart(context, {
    name: 'apps/api',
    start: (signal) =>
      startNodeService({
        name: 'apps/api',
        args: [
          youngGeneration,
          oldGeneration,
          ...(mode === 'development' ? ['--watch', '--watch-preserve-output'] : []),
          script,
        ],
        cwd: apiFolder,
        env: {
          ...settings.clusters.env(),
          ...(throwaway ? { ...throwawayPace, ...throwawayReach } : {}),
          NODE_ENV: mode,
          HOST: '127.0.0.1',
          PORT: String(ports.api),
          ROLES: 'rest,worker,console',
          DATABASE_URL: settings.database.ownerUrl,
          DATABASE_APP_URL: settings.database.appUrl,
          PORTAL_URL: settings.portalUrl,
          SECRETS_KEY: settings.secretsKey,
          AUDIT_SEAL_KEY: settings.auditSealKey,
          AUDIT_CHECKPOINT_FILE: settings.auditCheckpointFile,
        },
        logFile,
        readyUrl: `http://127.0.0.1:${ports.api}/readyz`,
        isReady: (status) => status === 200,
        signal,
      }),
  });
}

export function startWeb(context: PartContext, settings: AppSettings): Promise<SupervisedService> {
  const { mode, ports, env, throwaway } = context;
  const logFile = freshLog(context, 'web');
  return runPart(context, {
    name: 'apps/web',
    start: (signal) =>
      startNodeService({
        name: 'apps/web',
        // Next asks itself by the host name that it listens on, so both must agree on what `localhost` is.
        args: [youngGeneration, '--dns-result-order=ipv4first', join(webFolder, 'src/main.ts')],
        cwd: webFolder,
        env: {
          ...webEnv(settings),
          ...(throwaway ? throwawayReach : {}),
          NODE_ENV: mode,
          HOST: env.PORTAL_HOST,
          PORT: String(ports.web),
        },
        logFile,
        // In development a page is compiled when it is first asked for, which may take minutes: there it is ready when it listens.
        readyUrl: `http://127.0.0.1:${ports.web}${mode === 'development' ? '/api/' : '/'}`,
        isReady: (status) => status < 500,
        signal,
      }),
  });
}

/** The web process never holds what could bypass the application role, reach Proxmox or seal the audit trail. */
function webEnv({ clusters, database, portalUrl, consoleUrl, authSecret, secretsKey }: AppSettings): NodeJS.ProcessEnv {
  const { DATABASE_URL: _owner, AUDIT_SEAL_KEY: _seal, AUDIT_FEED_TOKEN: _feed, ...env } = clusters.envWithout();
  return {
    ...env,
    DATABASE_APP_URL: database.appUrl,
    PORTAL_URL: portalUrl,
    CONSOLE_URL: consoleUrl,
    AUTH_SECRET: authSecret,
    SECRETS_KEY: secretsKey,
  };
}
