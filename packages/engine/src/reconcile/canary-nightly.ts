// Which canaries begin by themselves, and when: each template once after a certain hour of the day, a few at a time, on the
// clusters that answer. The sweep also wakes those that are under way or whose VM is not gone yet.
import { beginCanary, job, systemActor } from '@portal/domain';
import { hoursAfter } from '@portal/types';
import type { EnginePorts } from '../engine-ports.ts';

const actor = systemActor('maintenance.sweep');

/** So that a catalogue of templates does not arrive at its clusters all at once. */
const atOnce = 2;

/** The night ends so long after it begins: what was not tried by then (a downtime, a full cluster) is tried in the next. */
const nightHours = 4;

/**
 * Since when a template must have had a canary: the beginning of this night, while it lasts. Null by day, and where no
 * hour is set.
 */
export const nightlySince = (now: Date, hourUtc: number | null): Date | null => {
  if (hourUtc === null) return null;
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  // A night that begins late in the day lasts into the next one.
  const begun = [day, day - 1].map((date) => new Date(Date.UTC(year, month, date, hourUtc)));
  return begun.find((since) => now >= since && now < hoursAfter(since, nightHours)) ?? null;
};

/** Of the templates that are due, those to try now, beside the canaries that are under way. */
export const toBegin = (due: readonly string[], underWay: number): readonly string[] =>
  due.slice(0, Math.max(0, atOnce - underWay));

/** A template on a cluster that does not answer stays due: it is tried when the cluster is back. */
const onAnsweringClusters = async (ports: EnginePorts, due: readonly string[]): Promise<readonly string[]> => {
  const silent = (await ports.lastObservations.all()).filter(({ unreachableSince }) => unreachableSince !== null);
  if (silent.length === 0) return due;
  const away = new Set(silent.map(({ clusterId }) => clusterId));
  return ports.unitOfWork.run(actor, async (tx) => {
    const answering: string[] = [];
    for (const templateId of due) {
      const template = await tx.currentTemplate(templateId);
      if (template !== null && !away.has(template.clusterId)) answering.push(templateId);
    }
    return answering;
  });
};

export const sweepCanaries = async (ports: EnginePorts): Promise<void> => {
  const open = await ports.reader.openCanaries();
  await ports.jobs.enqueue(open.map((canaryRunId) => job('canary.run', { canaryRunId })));
  const now = ports.clock.now();
  const since = nightlySince(now, ports.canaryHourUtc);
  const due = since === null ? [] : await ports.reader.canariesDue(since);
  if (due.length === 0) return;
  const runs = await Promise.all(open.map((id) => ports.reader.canaryRun(id)));
  // One that was judged holds nobody up, even if its VM cannot be deleted.
  const underWay = runs.filter((run) => run?.outcome === 'running').length;
  for (const templateId of toBegin(await onAnsweringClusters(ports, due), underWay)) {
    const beginning = { id: ports.ids.next(), templateId, trigger: 'nightly', now } as const;
    await ports.unitOfWork.run(actor, (tx) => beginCanary(tx, beginning));
  }
};
