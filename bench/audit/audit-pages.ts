/** `GET /api/audit`, unfiltered and by each filter, on a large trail and on a small one. */
import { dayMs } from '@portal/types';
import { request } from 'undici';
import { z } from 'zod';
import { type Load, load, type Target } from '../list/load.ts';
import { atMost, type Figure } from '../report.ts';
import { say } from '../say.ts';
import { median } from '../statistics.ts';
import { MILLISECONDS_APART, ROWS_OF_AN_OPERATION } from './audit-rows.ts';

export interface Trail {
  readonly count: number;
  readonly origin: string;
  readonly headers: Target['headers'];
}

const ROUNDS = 6;
const ROUND_SECONDS = 1;
const WARM_UP_SECONDS = 2;
const SLOWER_AT_MOST = 2;
const PAGE = 50;

const idOf = (prefix: string, number: number): string =>
  `${prefix}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

/** An operation in the middle of the trail, of the third of them that name a ticket. */
const middle = (count: number): number => {
  const operation = Math.floor(count / ROWS_OF_AN_OPERATION / 2);
  return operation - (operation % 3);
};

const filters: Readonly<Record<string, (count: number) => Readonly<Record<string, string>>>> = {
  'first page': () => ({}),
  'first page, without steps': () => ({ steps: 'false' }),
  'by who': () => ({ actor: 'person7@example.com' }),
  'by action': () => ({ action: 'user.signed_in' }),
  'by kind of action': () => ({ action: 'api_token.' }),
  'by subject': (count) => ({ subjectId: idOf('0190b000', middle(count) / 3) }),
  'by outcome': () => ({ outcome: 'refused' }),
  'by ticket': (count) => ({ ticket: `CASE-${middle(count)}` }),
  'by request': (count) => ({ requestId: `request-${middle(count) * ROWS_OF_AN_OPERATION}` }),
  'by operation': (count) => ({ operationId: idOf('0190c000', middle(count)) }),
  'by day': (count) => {
    const from = Date.now() - (count / 2) * MILLISECONDS_APART;
    return { from: new Date(from).toISOString(), to: new Date(from + dayMs).toISOString() };
  },
};

const pageSchema = z.object({ items: z.array(z.unknown()) });

const rowsOn = async ({ origin, path, headers }: Target): Promise<number> => {
  const { statusCode, body } = await request(`${origin}${path}`, { headers });
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${await body.text()}`);
  return pageSchema.parse(await body.json()).items.length;
};

interface Compared {
  readonly what: string;
  readonly rows: number;
  readonly large: readonly Load[];
  readonly small: readonly Load[];
}

const targetOf = ({ origin, headers, count }: Trail, filter: (typeof filters)[string]): Target => ({
  origin,
  headers,
  path: `/api/audit?${new URLSearchParams({ limit: String(PAGE), ...filter(count) })}`,
});

const compare = async (what: string, large: Target, small: Target): Promise<Compared> => {
  const rows = await rowsOn(large);
  // One that shows less on one side would be quicker for that alone.
  const others = await rowsOn(small);
  if (rows === 0 || rows !== others)
    throw new Error(`${what}: ${rows} rows on the large trail, ${others} on the small one.`);
  const measured = { what, rows, large: [] as Load[], small: [] as Load[] };
  await load(large, WARM_UP_SECONDS);
  await load(small, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    measured.large.push(await load(large, ROUND_SECONDS));
    measured.small.push(await load(small, ROUND_SECONDS));
  }
  return measured;
};

const medianMs = (loads: readonly Load[]): number => median(loads.map((one) => one.medianMs));
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const size = (count: number): string => count.toLocaleString('en');

export const auditPageFigures = async (large: Trail, small: Trail): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  for (const [what, filter] of Object.entries(filters)) {
    say(`audit: ${what}`);
    const compared = await compare(what, targetOf(large, filter), targetOf(small, filter));
    const [slow, fast] = [medianMs(compared.large), medianMs(compared.small)];
    const ratio = slow / fast;
    figures.push({
      what: `${what} (${compared.rows} rows) at ${size(large.count)} rows, against ${size(small.count)}`,
      ...{ portal: ms(slow), baseline: ms(fast), ratio, target: atMost(SLOWER_AT_MOST, ratio) },
    });
  }
  return figures;
};
