/** `pnpm pve:check`: asks each configured cluster, or the running demo's, whether the portal can work on it. Reads, unless a canary is asked for. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ClusterConfiguration, ConfigurationError, readClusters } from '@portal/configuration';
import { optionsOf } from '../command-options.ts';
import { configuredClusters, readEnv, type ToolingEnv } from '../env.ts';
import { appAccess } from '../portal/database-part.ts';
import { readDemo } from '../portal/demo-file.ts';
import { loadSecrets } from '../portal/secrets.ts';
import { checkClusters } from '../pve-check/check-clusters.ts';
import { findOffers } from '../pve-check/offers.ts';
import { complain, say } from '../say.ts';

const usage = `npm run pve:check -- [--cluster NAME] [--canary TEMPLATE]

  --cluster NAME      only this one of the configured clusters
  --canary TEMPLATE   also makes a VM from this template (slug of an offer, or VMID), starts it, waits for its address
                      and destroys it

Reads only, without --canary. Exit code 0: all is well; 1: something failed; 2: wrong usage, or no
usable configuration.`;

const unusable = 2;

/** Those of the running demo where none is configured. */
async function clustersToCheck({ PORTAL_DATA_DIR }: ToolingEnv): Promise<readonly ClusterConfiguration[]> {
  const configured = configuredClusters();
  if (configured.length > 0 || (await readDemo(PORTAL_DATA_DIR)) === undefined) return configured;
  const file = join(PORTAL_DATA_DIR, 'clusters.json');
  return existsSync(file) ? readClusters({ environment: { CLUSTERS_FILE: file }, folder: PORTAL_DATA_DIR }) : [];
}

async function databaseUrl(env: ToolingEnv): Promise<string | undefined> {
  const { DATABASE_APP_URL, DATABASE_URL, PORTAL_DATA_DIR } = env;
  if (DATABASE_APP_URL !== undefined) return DATABASE_APP_URL;
  if (DATABASE_URL === undefined) return (await readDemo(PORTAL_DATA_DIR))?.databaseUrl;
  return appAccess(DATABASE_URL, { env, secrets: await loadSecrets(PORTAL_DATA_DIR) }).appUrl;
}

/** The first Ctrl-C ends the waiting and cleans up; the second one ends everything, and says what that leaves. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) {
      complain('Ended without cleaning up. A VM named pve-check-… may be left at the end of the VMID range.');
      process.exit(130);
    }
    complain('Interrupted; cleaning up. Once more ends it at once.');
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  return controller.signal;
}

export async function pveCheck(args: readonly string[]): Promise<number> {
  const options = optionsOf(args, {
    cluster: { type: 'string' },
    canary: { type: 'string' },
    help: { type: 'boolean' },
  });
  if (options === null || options.help === true) {
    say(usage);
    return options === null ? unusable : 0;
  }
  try {
    const env = readEnv();
    const clusters = await clustersToCheck(env);
    if (clusters.length === 0) {
      complain(
        'No cluster is configured, and no demo is running. Configure one (docs/proxmox-setup.md), or run npm start.',
      );
      return unusable;
    }
    const templatesFile = env.TEMPLATES_FILE;
    const offers = await findOffers({ clusters, templatesFile, databaseUrl: await databaseUrl(env) });
    return await checkClusters({
      clusters,
      cluster: options.cluster,
      canary: options.canary,
      offers,
      now: () => new Date(),
      say,
      signal: interruption(),
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    complain(error.message);
    return unusable;
  }
}
