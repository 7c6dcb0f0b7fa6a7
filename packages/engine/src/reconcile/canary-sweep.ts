// What the sweep does for canaries: wakes those that are under way or whose VM is not gone yet, and begins those of the
// night, a few at a time, on the clusters that answer.
import { beginCanary, job, systemActor } from '@portal/domain';
import type { EnginePorts } from '../engine-ports.ts';
import { nightlySince, toBegin } from './canary-nightly.ts';

const actor = systemActor('maintenance.sweep');

/** A template on a cluster that does not answer stays due: it is tried when the cluster is back. */
const onAnsweringClusters = async (ports: EnginePorts, due: readonly string[]): Promise<readonly string[]> => {
  const lastObservations = await ports.lastObservations.all();
  const away = new Set(
    lastObservations
      .filter((lastObservation) => lastObservation.unreachableSince !== null)
      .map(({ clusterId }) => clusterId),
  );
  if (away.size === 0) return due;
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
  if (since === null) return;
  const due = await ports.reader.canariesDue(since);
  if (due.length === 0) return;
  const runs = await Promise.all(open.map((id) => ports.reader.canaryRun(id)));
  // One that was judged holds nobody up, even if its VM cannot be deleted.
  const underWay = runs.filter((run) => run?.outcome === 'running').length;
  for (const templateId of toBegin(await onAnsweringClusters(ports, due), underWay)) {
    const beginning = { id: ports.ids.next(), templateId, trigger: 'nightly', now } as const;
    await ports.unitOfWork.run(actor, (tx) => beginCanary(tx, beginning));
  }
};
