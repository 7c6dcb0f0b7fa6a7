/** Whether sealing keeps up with its writers, and what it costs them. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { z } from 'zod';
import { childEnv } from '../env.ts';
import { atLeast, atMost, type Figure } from '../report.ts';
import { asOwner, copyDatabase, urlTo } from '../rest-server.ts';
import { say } from '../say.ts';
import { seededDatabase } from '../seeded-database.ts';
import { median, sum } from '../statistics.ts';

const ROWS_A_SECOND = 2_000;
const COSTS_AT_MOST = 1.05;
const ROUNDS = 12;
const ROUND_SECONDS = 5;
const WRITERS = 4;
const ROWS_A_TRANSACTION = 5;
const MOST_AT_ONCE = 200_000;
const ROWS_A_FILL = 20;

const database = 'sealed';

/** By the application's role and with every trigger, as the portal writes. */
const insert = (rows: number): string => `
  INSERT INTO audit_logs (actor_kind, actor_id, actor_name, actor_role, source, action, subject_type, subject_id, outcome, request_id,
    address, user_agent, detail)
  SELECT 'user', '0190a000-0000-7000-8000-000000000001', 'Ada Lovelace', 'admin', 'portal', 'team.renamed', 'team',
    '0190a000-0000-7000-8000-000000000002', 'succeeded', 'request-' || n, '192.0.2.1', 'Mozilla/5.0 (X11; Linux x86_64)',
    jsonb_build_object('name', jsonb_build_object('from', 'Voice', 'to', 'Voice ' || n), 'why', 'measured')
  FROM generate_series(1, ${rows}) AS n`;

interface Sealing {
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly secret: string;
  readonly file: string;
}

type Sealer = ChildProcessByStdio<Writable, Readable, null>;

const startSealer = ({ appUrl, secret, file }: Sealing, args: readonly string[]): Sealer => {
  const script = fileURLToPath(new URL('./sealer.ts', import.meta.url));
  const env = childEnv({ DATABASE_APP_URL: appUrl, AUDIT_SEAL_KEY: secret, AUDIT_CHECKPOINT_FILE: file });
  const node = ['--disable-warning=ExperimentalWarning', script, ...args];
  return spawn(process.execPath, node, { env, stdio: ['pipe', 'pipe', 'inherit'] });
};

const outcomeSchema = z.object({ rows: z.number(), seconds: z.number() });

const sealOnce = async (sealing: Sealing): Promise<z.infer<typeof outcomeSchema>> => {
  const sealer = startSealer(sealing, ['once']);
  return outcomeSchema.parse(JSON.parse(await text(sealer.stdout)));
};

const whileSealing = async <Result>(sealing: Sealing, work: () => Promise<Result>): Promise<Result> => {
  const sealer = startSealer(sealing, []);
  const ended = once(sealer, 'exit');
  await once(sealer.stdout, 'data');
  try {
    return await work();
  } finally {
    sealer.stdin.end();
    await ended;
  }
};

/** As many rows as they are asked for in the time, spread over it; how long each transaction took, in milliseconds. */
const write = async ({ appUrl }: Sealing): Promise<readonly number[]> => {
  const pool = new pg.Pool({ connectionString: appUrl, max: WRITERS });
  const apartMs = (1_000 * ROWS_A_TRANSACTION * WRITERS) / ROWS_A_SECOND;
  const tookMs: number[] = [];
  const statement = insert(ROWS_A_TRANSACTION);
  const begun = performance.now();
  const writer = async (number: number): Promise<void> => {
    for (let due = begun + (apartMs * number) / WRITERS; due < begun + ROUND_SECONDS * 1_000; due += apartMs) {
      await wait(Math.max(0, due - performance.now()));
      const asked = performance.now();
      await pool.query(statement);
      tookMs.push(performance.now() - asked);
    }
  };
  try {
    await Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)));
  } finally {
    await pool.end();
  }
  return tookMs;
};

const mean = (values: readonly number[]): number => sum(values) / values.length;

const unsealedRows = ({ ownerUrl }: Sealing): Promise<number> =>
  asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ left: number }>(
      'SELECT ((SELECT count(*) FROM audit_logs) - coalesce((SELECT max(total) FROM audit_seals), 0))::int AS left',
    );
    return rows[0]?.left ?? 0;
  });

interface Costs {
  readonly withMs: number[];
  readonly withoutMs: number[];
  /** What was not sealed yet when the writers ended, of what they wrote. */
  readonly behind: number[];
}

const measureCosts = async (sealing: Sealing): Promise<Costs> => {
  const costs: Costs = { withMs: [], withoutMs: [], behind: [] };
  await write(sealing);
  for (let round = 1; round <= ROUNDS; round += 1) {
    costs.withoutMs.push(mean(await write(sealing)));
    await sealOnce(sealing);
    await whileSealing(sealing, async () => {
      costs.withMs.push(mean(await write(sealing)));
      costs.behind.push(await unsealedRows(sealing));
    });
    await sealOnce(sealing);
    say(`audit: sealing beside writers, round ${round} of ${ROUNDS}`);
  }
  return costs;
};

const ms = (value: number): string => `${value.toFixed(2)} ms`;
const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')} rows/s`;

const figuresOf = (speed: number, { withMs, withoutMs, behind }: Costs): readonly Figure[] => {
  const ratios = withMs.map((one, round) => one / (withoutMs[round] ?? Number.NaN));
  const costs = median(ratios);
  const written = ROWS_A_SECOND * ROUND_SECONDS;
  const sealed = median(behind.map((left) => 1 - left / written));
  return [
    {
      what: 'sealing what has gathered',
      ...{ portal: perSecond(speed), baseline: `${perSecond(ROWS_A_SECOND)} asked for` },
      ...{ ratio: speed / ROWS_A_SECOND, target: atLeast(1, speed / ROWS_A_SECOND) },
    },
    {
      what: `sealed of ${written.toLocaleString('en')} rows when the last is written, by a sealer that looks once a second`,
      ...{ portal: `${(sealed * 100).toFixed(1)} %`, baseline: '100 %', ratio: sealed, target: atLeast(0.6, sealed) },
    },
    {
      what: `a transaction of ${ROWS_A_TRANSACTION} rows, at ${ROWS_A_SECOND.toLocaleString('en')} rows/s: with a sealer beside it, against without`,
      ...{
        portal: ms(median(withMs)),
        baseline: ms(median(withoutMs)),
        ratio: costs,
        target: atMost(COSTS_AT_MOST, costs),
      },
    },
  ];
};

export const auditSealingFigures = async (
  run: AsyncDisposableStack,
  rows: number,
): Promise<{ readonly figures: readonly Figure[]; readonly context: string }> => {
  await using resources = new AsyncDisposableStack();
  run.use(resources);
  const seeded = await seededDatabase(resources, { isDurable: true });
  const folder = await mkdtemp(join(tmpdir(), 'portal-bench-seals-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const gathered = Math.min(MOST_AT_ONCE, rows);
  say(`audit: ${gathered.toLocaleString('en')} rows to be sealed`);
  await copyDatabase(seeded, database, async (owner) => {
    for (let n = 0; n < gathered; n += ROWS_A_FILL) await owner.query(insert(ROWS_A_FILL));
    await owner.query('VACUUM (ANALYZE) audit_logs');
  });
  const sealing: Sealing = {
    appUrl: urlTo(seeded.appUrl, database),
    ownerUrl: urlTo(seeded.ownerUrl, database),
    secret: randomBytes(32).toString('base64url'),
    file: join(folder, 'checkpoints.jsonl'),
  };
  const sealed = await sealOnce(sealing);
  if (sealed.rows < gathered) throw new Error(`Of ${gathered} rows ${sealed.rows} were sealed.`);
  const costs = await measureCosts(sealing);
  const ratios = costs.withMs.map((one, round) => one / (costs.withoutMs[round] ?? Number.NaN));
  return {
    figures: figuresOf(sealed.rows / sealed.seconds, costs),
    context: `${sealed.rows.toLocaleString('en')} rows were sealed in ${sealed.seconds.toFixed(1)} s. Writers with against without a sealer: ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${ROUNDS} rounds of ${ROUND_SECONDS} s.`,
  };
};
