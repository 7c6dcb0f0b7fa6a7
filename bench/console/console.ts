/** Fifty consoles at once on one relay, beside a proxy that only passes bytes on. */
import { createHash, randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { insertDeployments } from '../list/rows.ts';
import { atLeast, type Section } from '../report.ts';
import { asOwner, copyDatabase, type StartedServer, startServer, urlTo } from '../rest-server.ts';
import { say } from '../say.ts';
import { type SeededDatabase, seededDatabase } from '../seeded-database.ts';
import { median } from '../statistics.ts';
import { clientFrame, upgradeRequest } from './frames.ts';
import { view } from './viewers.ts';

const CONSOLES = 50;
const ROUNDS = 10;
const SECONDS = 3;
const TARGET = 0.8;
const DATABASE = 'consoles';
const CLUSTER = 'demo';
/** Enough for as many as there are consoles to run on the cluster. */
const DEPLOYMENTS = 1_000;
const PORTAL_URL = 'https://portal.example.com';

const portOf = ({ origin }: StartedServer): number => Number(new URL(origin).port);

const startServers = async (seeded: SeededDatabase, resources: AsyncDisposableStack) => {
  const start = async (name: string, file: string, env: Readonly<Record<string, string>>, path = '/') => {
    const server = await startServer({ ...{ seeded, database: DATABASE, name, file, path, env } });
    resources.defer(() => server.service.stop());
    return server;
  };
  const farEnd = await start('the far end', './console/far-end.ts', {});
  const proxy = await start('the bare proxy', './console/tcp-proxy.ts', { FAR_END_PORT: String(portOf(farEnd)) });
  const pve = {
    PVE_URL: farEnd.origin,
    PVE_TOKEN_ID: 'portal@pve!portal',
    PVE_TOKEN_SECRET: randomBytes(16).toString('hex'),
  };
  const cluster = { PVE_CLUSTER_NAME: CLUSTER, PVE_STORAGE: 'ceph-vm', PVE_SIMULATED: '1' };
  const relay = await start(
    'apps/api',
    '../apps/api/src/main.ts',
    { ROLES: 'console', PORTAL_URL, ...pve, ...cluster },
    '/healthz',
  );
  return { relay: portOf(relay), proxy: portOf(proxy) };
};

interface Consoles {
  readonly sessionId: string;
  readonly deploymentIds: readonly string[];
}

/** An administrator who has signed in, and VMs that run. */
const someConsoles = async (owner: Client): Promise<Consoles> => {
  const sessions = await owner.query<{ id: string }>(
    `INSERT INTO sessions (id, user_id, token, expires_at)
     SELECT gen_random_uuid(), id, gen_random_uuid(), now() + interval '1 day' FROM users WHERE role = 'admin' LIMIT 1 RETURNING id`,
  );
  const deployments = await owner.query<{ id: string }>(
    `SELECT d.id FROM deployments AS d JOIN clusters AS c ON c.id = d.cluster_id WHERE c.name = $1 AND d.status = 'running' LIMIT $2`,
    [CLUSTER, CONSOLES],
  );
  const [session] = sessions.rows;
  if (session === undefined || deployments.rows.length < CONSOLES) throw new Error('There is not enough to look at.');
  return { sessionId: session.id, deploymentIds: deployments.rows.map(({ id }) => id) };
};

/** Each is good once. */
const newTickets = async (owner: Client, { sessionId, deploymentIds }: Consoles): Promise<readonly string[]> => {
  const tickets: string[] = [];
  for (const deploymentId of deploymentIds) {
    const ticket = randomBytes(32).toString('base64url');
    tickets.push(ticket);
    await owner.query(
      `INSERT INTO console_tickets (hash, session_id, deployment_id, expires_at) VALUES ($1, $2, $3, now() + interval '1 minute')`,
      [createHash('sha256').update(ticket).digest(), sessionId, deploymentId],
    );
  }
  return tickets;
};

/** What noVNC says until there are pictures, without waiting to be asked. */
const answers = clientFrame(Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.from([1, 1])]));

const throughRelay = (ticket: string): Buffer => {
  const headers = { Origin: PORTAL_URL, 'Sec-WebSocket-Protocol': `portal-screen, ${ticket}` };
  return Buffer.concat([Buffer.from(upgradeRequest({ path: '/console', headers })), answers]);
};

const throughProxy = Buffer.from(
  upgradeRequest({ path: '/api2/json/nodes/pve1/qemu/10001/vncwebsocket', headers: {} }),
);

const mebibytes = (perSecond: number): string => `${Math.round(perSecond / 2 ** 20)} MiB/s`;
const range = (values: readonly number[], tell: (value: number) => string): string =>
  `${tell(Math.min(...values))} to ${tell(Math.max(...values))}`;

const sectionOf = (relay: readonly number[], proxy: readonly number[]): Section => {
  const ratios = relay.map((perSecond, round) => perSecond / (proxy[round] ?? Number.NaN));
  const ratio = median(ratios);
  return {
    name: 'console',
    title: 'Fifty consoles at once',
    method:
      `What ${CONSOLES} people together receive over WebSockets from one \`apps/api\` with \`ROLES=console\`, each at a VM of their own, while a stand-in ` +
      'for PVE sends pictures of 32 KiB as fast as they are taken. The baseline is the same with a bare TCP proxy of Node in its place: two sockets, piped. ' +
      'Far end, relay, proxy and viewers are processes of their own; frames are made beforehand at the one end and only counted at the other. ' +
      `${ROUNDS} rounds of ${SECONDS} s, the two in turn; the ratio is the median of the rounds’.`,
    figures: [
      {
        what: `${CONSOLES} consoles, all their bytes`,
        portal: mebibytes(median(relay)),
        baseline: mebibytes(median(proxy)),
        ratio,
        target: atLeast(TARGET, ratio),
      },
    ],
    context: [
      `Rounds: ratios ${range(ratios, (value) => value.toFixed(2))}; relay ${range(relay, mebibytes)}, proxy ${range(proxy, mebibytes)}.`,
    ],
  };
};

export const measureConsole = async (run: AsyncDisposableStack): Promise<Section> => {
  await using resources = new AsyncDisposableStack();
  run.use(resources);
  const seeded = await seededDatabase(resources);
  await copyDatabase(seeded, DATABASE, (owner) => insertDeployments(owner, DEPLOYMENTS));
  const ports = await startServers(seeded, resources);
  const [relay, proxy]: [number[], number[]] = [[], []];
  await asOwner(urlTo(seeded.ownerUrl, DATABASE), async (owner) => {
    const looked = await someConsoles(owner);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const greetings = (await newTickets(owner, looked)).map(throughRelay);
      relay.push(await view({ port: ports.relay, greetings, seconds: SECONDS }));
      proxy.push(await view({ port: ports.proxy, greetings: greetings.map(() => throughProxy), seconds: SECONDS }));
      say(
        `console: round ${round} of ${ROUNDS}, relay ${mebibytes(relay.at(-1) ?? 0)}, proxy ${mebibytes(proxy.at(-1) ?? 0)}`,
      );
    }
  });
  return sectionOf(relay, proxy);
};
