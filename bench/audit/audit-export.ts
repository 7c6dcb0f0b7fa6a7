/** `GET /api/audit/export`: whether it takes more memory when it takes more rows. */
import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import { processes, residentMiB } from '../burst/memory.ts';
import { atMost, type Figure } from '../report.ts';
import { say } from '../say.ts';
import type { Trail } from './audit-pages.ts';
import { MILLISECONDS_APART } from './audit-rows.ts';

const SAMPLE_EVERY_MS = 250;
const FEW = 10_000;
const MANY = 1_000_000;
/** After so many of the few a server's heap is as large as it becomes by work of this kind. */
const WARM_UPS = 20;
const MORE_AT_MOST = 1.25;

/** The most that the process had while the work went on. */
const peakWhile = async (pid: number, work: Promise<unknown>): Promise<number> => {
  const done = new AbortController();
  const ended = work.finally(() => done.abort());
  let peak = 0;
  while (!done.signal.aborted) {
    peak = Math.max(peak, residentMiB(processes(), pid));
    await wait(SAMPLE_EVERY_MS, undefined, { signal: done.signal }).catch(() => undefined);
  }
  await ended;
  return peak;
};

/** Takes about so many of the newest; answers how many they were. */
const take = async ({ origin, headers }: Trail, count: number): Promise<number> => {
  const from = new Date(Date.now() - count * MILLISECONDS_APART).toISOString();
  const path = `/api/audit/export?${new URLSearchParams({ format: 'jsonl', from })}`;
  const { statusCode, body } = await request(`${origin}${path}`, { headers, bodyTimeout: 0 });
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${await body.text()}`);
  let lines = 0;
  for await (const piece of body) for (const byte of piece) if (byte === 10) lines += 1;
  return lines;
};

const mib = (value: number): string => `${Math.round(value)} MiB`;

export const auditExportFigure = async (
  trail: Trail,
  pid: number,
): Promise<{ readonly figure: Figure; readonly context: string }> => {
  const many = Math.min(MANY, trail.count);
  say(`audit: export of ${FEW.toLocaleString('en')} and of ${many.toLocaleString('en')} rows`);
  let few = 0;
  for (let n = 0; n < WARM_UPS; n += 1) few = Math.max(few, await peakWhile(pid, take(trail, FEW)));
  const begun = performance.now();
  let rows = 0;
  const most = await peakWhile(
    pid,
    take(trail, many).then((count) => {
      rows = count;
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  const ratio = most / few;
  return {
    figure: {
      what: `export: most memory of \`apps/api\` while it sends ${rows.toLocaleString('en')} rows, against ${FEW.toLocaleString('en')}`,
      ...{ portal: mib(most), baseline: mib(few), ratio, target: atMost(MORE_AT_MOST, ratio) },
    },
    context: `The export of ${rows.toLocaleString('en')} rows took ${seconds.toFixed(1)} s: ${Math.round(rows / seconds).toLocaleString('en')} rows/s.`,
  };
};
