// How long each template's VMs took lately, from their clone to ready: one statement over an index, kept for a moment,
// since lists ask for it with every page.
import { type ProvisionHistory, provisionHistorySchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { cached } from '../cached.ts';

const MEMORY_MS = 10_000;

export type TemplateHistories = () => Promise<ReadonlyMap<string, ProvisionHistory>>;

const historyRow = provisionHistorySchema.extend({ templateId: z.string() });

const statement = `
  SELECT t.id AS "templateId", count(*)::int AS samples,
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY lately.seconds))::int AS "medianSeconds",
    round(percentile_cont(0.95) WITHIN GROUP (ORDER BY lately.seconds))::int AS "p95Seconds"
  FROM templates AS t, LATERAL (
    SELECT extract(epoch FROM d.ready_at - d.placed_at)::float8 AS seconds FROM deployments AS d
    WHERE d.template_id = t.id AND d.ready_at > now() - interval '90 days' AND d.placed_at <= d.ready_at
    ORDER BY d.ready_at DESC LIMIT 100
  ) AS lately
  GROUP BY t.id`;

export const createTemplateHistories = (pool: pg.Pool): TemplateHistories =>
  cached(async () => {
    const { rows } = await pool.query<Record<string, unknown>>(statement);
    return new Map(
      rows.map((row) => {
        const { templateId, ...history } = historyRow.parse(row);
        return [templateId, history] as const;
      }),
    );
  }, MEMORY_MS).read;
