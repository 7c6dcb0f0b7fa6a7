/** The audit trail when it has become long: its pages, its export, its seals. */
import type { Section } from '../report.ts';
import { copyDatabase, startApi } from '../rest-server.ts';
import { say } from '../say.ts';
import { type SeededDatabase, seededDatabase } from '../seeded-database.ts';
import { auditExportFigure } from './audit-export.ts';
import { auditPageFigures, type Trail } from './audit-pages.ts';
import { insertAuditRows } from './audit-rows.ts';
import { auditSealingFigures } from './audit-sealing.ts';

/** What the figures are about; another number is for trying it out. */
export const AUDIT_ROWS = 10_000_000;
const FEW = 10_000;

const startTrail = async (
  seeded: SeededDatabase,
  count: number,
  resources: AsyncDisposableStack,
): Promise<Trail & { readonly pid: number }> => {
  const database = `audit_${count}`;
  await copyDatabase(seeded, database, (owner) => insertAuditRows(owner, count, say));
  const { origin, service } = await startApi(seeded, database);
  resources.defer(() => service.stop());
  return { count, origin, headers: { authorization: `Bearer ${seeded.apiToken}` }, pid: service.pid };
};

const measureReading = async (run: AsyncDisposableStack, rows: number) => {
  await using resources = new AsyncDisposableStack();
  run.use(resources);
  const seeded = await seededDatabase(resources);
  const small = await startTrail(seeded, FEW, resources);
  const large = await startTrail(seeded, rows, resources);
  const pages = await auditPageFigures(large, small);
  const { figure, context } = await auditExportFigure(large, large.pid);
  return { figures: [...pages, figure], context };
};

export const measureAudit = async (run: AsyncDisposableStack, rows: number): Promise<Section> => {
  const sealing = await auditSealingFigures(run, rows);
  const reading = await measureReading(run, rows);
  return {
    name: 'audit',
    title: 'A long audit trail',
    method:
      'Pages: `GET /api/audit?limit=50` with an administrator’s token through `apps/api` over HTTP, eight clients, medians of rounds in ' +
      'turn on a large trail and on a small one, of pages with as many rows. Nine of twelve rows are steps of the worker. Export: the ' +
      'resident memory of `apps/api`, looked at four times a second, while it sends the newest rows as JSON Lines. Sealing: on a durable ' +
      'database whose rows were written with all triggers, in a process of its own; writers are four connections that spread 2,000 rows ' +
      'a second evenly, and what counts is the mean time of a transaction, of rounds with and without a sealer in turn.',
    figures: [...reading.figures, ...sealing.figures],
    context: [reading.context, sealing.context],
  };
};
