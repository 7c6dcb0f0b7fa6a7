/** `npm start` and `pnpm dev`: the whole portal, until it is told to stop. */
import { join, relative } from 'node:path';
import { configuredClusters, readEnv } from '../env.ts';
import { announcement } from '../portal/announcement.ts';
import { readDemo } from '../portal/demo-file.ts';
import { portSettings } from '../portal/ports.ts';
import { AlreadyRunningError } from '../portal/run-lock.ts';
import { startPortal } from '../portal/start-portal.ts';
import { repositoryRoot } from '../repository.ts';
import { complain, say } from '../say.ts';

export async function start(mode: 'production' | 'development'): Promise<number> {
  const env = readEnv();
  const dataDir = env.PORTAL_DATA_DIR;
  const { wanted, fixed } = portSettings(env);
  const told = stopRequest();
  try {
    const portal = await startPortal({
      dataDir,
      env,
      clusters: configuredClusters(),
      ports: wanted,
      fixedPorts: fixed,
      mode,
      throwaway: false,
      report: say,
      signal: told,
    });
    say(announcement(portal, shown(join(dataDir, 'demo.json'))));
    if (!told.aborted) await new Promise((resolve) => told.addEventListener('abort', resolve, { once: true }));
    say('Stopping');
    await portal.stop();
    say(`Stopped. The data are kept in ${shown(dataDir)}`);
    return 0;
  } catch (error) {
    if (told.aborted) {
      say('Stopped before the portal was ready.');
      return 0;
    }
    if (!(error instanceof AlreadyRunningError)) throw error;
    const demo = await readDemo(dataDir);
    complain(`${error.message}${demo === undefined ? '' : ` It is at ${demo.portalUrl}.`}`);
    complain('Stop it first (Ctrl-C where it runs), or use the one that is running.');
    return 1;
  }
}

function shown(path: string): string {
  const fromRoot = relative(repositoryRoot, path);
  return fromRoot.startsWith('..') ? path : fromRoot;
}

/** Fires once on Ctrl-C, SIGTERM, a closed terminal, or the end of the process that started this one. Repeats change nothing. */
function stopRequest(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (process.connected) process.once('disconnect', stop);
  return controller.signal;
}
