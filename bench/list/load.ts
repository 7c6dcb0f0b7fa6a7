/** A fixed number of clients that ask for one address as fast as they are answered. */
import { Pool } from 'undici';
import { quantile } from '../statistics.ts';

export interface Target {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Load {
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

const CLIENTS = 8;

/** Throws on the first answer that is not 200. */
export const load = async ({ origin, path, headers }: Target, seconds: number): Promise<Load> => {
  const pool = new Pool(origin, { connections: CLIENTS, pipelining: 1 });
  const tookMs: number[] = [];
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const client = async (): Promise<void> => {
    for (let asked = performance.now(); asked < end; asked = performance.now()) {
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
      const bytes = await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${origin}${path} answered ${statusCode}: ${Buffer.from(bytes)}`);
      tookMs.push(performance.now() - asked);
    }
  };
  try {
    await Promise.all(Array.from({ length: CLIENTS }, client));
  } finally {
    await pool.close();
  }
  const perSecond = (tookMs.length * 1000) / (performance.now() - begun);
  return { perSecond, medianMs: quantile(tookMs, 0.5), p99Ms: quantile(tookMs, 0.99) };
};
