// The portal's process: Next, which renders the pages and passes on what is below /api, behind the edge that all
// processes share. A signal ends it within a moment; open pages come back to whichever process is next.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { closeServer, createEdgeServer } from '@portal/api/edge';
import { logWhatIsPrinted } from '@portal/api/printed';
import next from 'next';
import { env, isDevelopment } from './env.ts';
import { ruleOf, variesBy } from './server/address-rules.ts';
import { createLog } from './server/log.ts';

/** Open pages hold an event stream that never ends by itself: after this long it is cut. */
const closeGraceMs = 500;
/** Whoever stops the process waits no longer, whatever Next still does. */
const exitWithinMs = 1_000;

const { PORT, HOST, PORTAL_URL, LOG_LEVEL, TRUSTED_PROXY_HOPS } = env();
const log = createLog(LOG_LEVEL);
logWhatIsPrinted(log);

// Next takes every upgrade of a server that it is given. In production there is nothing to upgrade to.
const withoutUpgrades = createServer();
const server = createEdgeServer({
  handle: (request, response) => handle(request, response),
  ...{ ruleOf, variesBy, log, trustedProxyHops: TRUSTED_PROXY_HOPS, portalUrl: PORTAL_URL },
});
const pages = next({
  dev: isDevelopment,
  dir: fileURLToPath(new URL('..', import.meta.url)),
  hostname: HOST,
  port: PORT,
  httpServer: isDevelopment ? server : withoutUpgrades,
});
const handle = pages.getRequestHandler();

await pages.prepare();
server.listen(PORT, HOST, () => log.info('listening', { address: server.address(), portalUrl: PORTAL_URL }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log.info('stopping', { signal });
    setTimeout(() => process.exit(0), exitWithinMs).unref();
    void closeServer(server, closeGraceMs).then(() => process.exit(0));
  });
}
