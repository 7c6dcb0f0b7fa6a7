/**
 * `GET /api/deployments?limit=50`: what the portal's layers cost over a bare server with the same rows, and whether the list stays as
 * fast when the rows become many.
 */
import { isDeepStrictEqual } from 'node:util';
import { request } from 'undici';
import { atLeast, atMost, type Figure, type Section } from '../report.ts';
import { say } from '../say.ts';
import { seededDatabase } from '../seeded-database.ts';
import { median } from '../statistics.ts';
import { type ListServers, startListServers } from './list-servers.ts';
import { type Load, load, type Target } from './load.ts';
import { PAGE_ROWS, rightsOfPageMs } from './rights.ts';

const SIZES = [1_000, 100_000, 1_000_000] as const;
const WARM_UP_SECONDS = 3;
const ROUNDS = 10;
const ROUND_SECONDS = 2;
const RECONNECT_SECONDS = 0.5;
const AGAINST_BARE = 0.8;

const answerOf = async ({ origin, path, headers }: Target): Promise<unknown> => {
  const { body } = await request(`${origin}${path}`, { headers });
  return body.json();
};

/** A baseline that answers something else would prove nothing. */
const requireSameAnswer = async ({ portal, bare, count }: ListServers): Promise<void> => {
  if (isDeepStrictEqual(await answerOf(portal), await answerOf(bare))) return;
  throw new Error(`At ${count} deployments the portal and the bare server answer different things.`);
};

interface Measured {
  readonly count: number;
  readonly portal: readonly Load[];
  readonly bare: readonly Load[];
}

/** While the others had their turn it closed its idle connections: they are made anew before it counts. */
const warmLoad = async (target: Target): Promise<Load> => {
  await load(target, RECONNECT_SECONDS);
  return load(target, ROUND_SECONDS);
};

/** All sizes in turn within each round, so that a slow minute of the machine hits all of them. */
const measure = async (servers: readonly ListServers[]): Promise<readonly Measured[]> => {
  const measured = servers.map(({ count }) => ({ count, portal: [] as Load[], bare: [] as Load[] }));
  for (const { portal, bare } of servers) {
    await load(portal, WARM_UP_SECONDS);
    await load(bare, WARM_UP_SECONDS);
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [index, { portal, bare }] of servers.entries()) {
      measured[index]?.portal.push(await warmLoad(portal));
      measured[index]?.bare.push(await warmLoad(bare));
    }
    say(`list: round ${round} of ${ROUNDS}`);
  }
  return measured;
};

const perSecond = (loads: readonly Load[]): number => median(loads.map((one) => one.perSecond));
const rate = (loads: readonly Load[]): string => `${Math.round(perSecond(loads))} requests/s`;
const rows = (count: number): string => `${count.toLocaleString('en')} deployments`;

const latency = (loads: readonly Load[]): string =>
  `${median(loads.map(({ medianMs }) => medianMs)).toFixed(1)} ms (p99 ${median(loads.map(({ p99Ms }) => p99Ms)).toFixed(1)} ms)`;

/** Of each round, in which the two were measured one after the other. */
const ratios = ({ portal, bare }: Measured): readonly number[] =>
  portal.map((one, round) => one.perSecond / (bare[round]?.perSecond ?? Number.NaN));

const spread = (values: readonly number[]): string =>
  `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;

const FLAT = 0.9;
const RIGHTS_COUNT = 100_000;
const RIGHTS_COST = 1.05;

/** One process answers, so what an answer takes of it is what is left of a second. */
const rightsFigure = ({ count, portal }: Measured): Figure => {
  const answerMs = 1_000 / perSecond(portal);
  const restMs = answerMs - rightsOfPageMs();
  const ratio = answerMs / restMs;
  return {
    what: `an answer of ${PAGE_ROWS} rows at ${rows(count)}, each row another owner’s, against the same without asking \`may\``,
    portal: `${answerMs.toFixed(3)} ms`,
    baseline: `${restMs.toFixed(3)} ms`,
    ratio,
    target: atMost(RIGHTS_COST, ratio),
  };
};

const sectionOf = (measured: readonly Measured[]): Section => {
  const [smallest] = measured;
  if (smallest === undefined) throw new Error('Nothing was measured.');
  const against = measured.map((one) => {
    const ratio = median(ratios(one));
    const what = `list at ${rows(one.count)}, against bare Fastify + pg`;
    return { what, portal: rate(one.portal), baseline: rate(one.bare), ratio, target: atLeast(AGAINST_BARE, ratio) };
  });
  const flat = measured.slice(1).map(({ count, portal }) => {
    const ratio = perSecond(portal) / perSecond(smallest.portal);
    const what = `list at ${rows(count)}, against ${rows(smallest.count)}`;
    return { what, portal: rate(portal), baseline: rate(smallest.portal), ratio, target: atLeast(FLAT, ratio) };
  });
  return {
    name: 'list',
    title: 'The list of deployments over REST',
    method:
      'Throughput of `GET /api/deployments?limit=50` with an administrator’s token, who sees everything, through `apps/api` over HTTP. ' +
      'The baseline is a bare Fastify handler with one hand-written query of pg: the same rows in the same JSON (compared before ' +
      'measuring), no token, no validation. Three in ten deployments are live, the rest deleted. Eight clients, one process each side; ' +
      `${ROUNDS} rounds of ${ROUND_SECONDS} s, the servers in turn; the ratio is the median of the rounds’. What the rights take is measured by ` +
      'themselves, for as many owners as rows: a page of one owner asks once.',
    figures: [...against, ...flat, ...measured.filter(({ count }) => count === RIGHTS_COUNT).map(rightsFigure)],
    context: measured.map(
      (one) =>
        `${rows(one.count)}: ratios ${spread(ratios(one))}; an answer takes ${latency(one.portal)}, bare ${latency(one.bare)}.`,
    ),
  };
};

export const measureList = async (run: AsyncDisposableStack): Promise<Section> => {
  await using resources = new AsyncDisposableStack();
  run.use(resources);
  const seeded = await seededDatabase(resources);
  const servers: ListServers[] = [];
  for (const count of SIZES) {
    say(`list: inserting ${rows(count)}`);
    const started = resources.use(await startListServers(seeded, count));
    await requireSameAnswer(started);
    servers.push(started);
  }
  return sectionOf(await measure(servers));
};
