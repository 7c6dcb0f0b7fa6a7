// How long the steps of each template's VMs took lately: what was done well, on the VMs that were made last. One statement over an
// index, kept for a minute.
import { type UsualStep, usualStepSchema } from '@portal/types';
import type pg from 'pg';
import { cached, type Memory } from '../cached.ts';

const MEMORY_MS = 60_000;

export type UsualSteps = (templateId: string) => Promise<readonly UsualStep[]>;

const statement = `
  SELECT s.operation, s.name, count(*)::int AS samples,
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.ended_at - s.started_at)))::int AS "medianSeconds",
    round(percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM s.ended_at - s.started_at)))::int AS "p95Seconds"
  FROM (
    SELECT id FROM deployments WHERE template_id = $1 AND ready_at > now() - interval '90 days'
    ORDER BY ready_at DESC LIMIT 100
  ) AS lately
  JOIN deployment_steps AS s ON s.deployment_id = lately.id
  WHERE s.status = 'done' AND s.started_at > now() - interval '90 days' AND s.ended_at >= s.started_at
  GROUP BY s.operation, s.name ORDER BY s.operation, s.name`;

export const createUsualSteps = (pool: pg.Pool): UsualSteps => {
  /** There are as many as templates. */
  const memories = new Map<string, Memory<readonly UsualStep[]>>();
  const read = async (templateId: string): Promise<readonly UsualStep[]> => {
    const { rows } = await pool.query<Record<string, unknown>>(statement, [templateId]);
    return rows.map((row) => usualStepSchema.parse(row));
  };
  return (templateId) => {
    const memory = memories.get(templateId) ?? cached(() => read(templateId), MEMORY_MS);
    memories.set(templateId, memory);
    return memory.read();
  };
};
