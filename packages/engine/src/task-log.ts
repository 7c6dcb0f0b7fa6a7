// Reads what the task that is under way on a VM has written since it was last read, for whoever follows it.
import { isFresh, taskLogPace } from '@portal/domain';
import { type JobPayload, mostTaskLogLines } from '@portal/types';
import type { EnginePorts } from './engine-ports.ts';
import { inTime } from './in-time.ts';

/** Whoever follows it does not wait as long as somebody who waits for figures. */
const patienceMs = 4_000;

const ofNone = { upid: null, lines: [], total: 0 } as const;

export const readTaskLog = async (
  ports: EnginePorts,
  { deploymentId }: JobPayload<'deployment.task_log'>,
  signal: AbortSignal,
): Promise<void> => {
  const work = await ports.reader.workInHand(deploymentId);
  const kept = await ports.taskLogs.read(deploymentId);
  const askedAt = ports.clock.now();
  if (kept !== null && isFresh(kept, askedAt, taskLogPace)) return;
  const upid = work?.step?.upid ?? null;
  if (work === null || upid === null) {
    return ports.taskLogs.save(deploymentId, { ...ofNone, askedAt, reason: null });
  }
  const { lines, total } = kept?.upid === upid ? kept : ofNone;
  const hypervisor = ports.hypervisors.of(work.deployment.clusterId);
  const after = { after: total, limit: mostTaskLogLines };
  const found = await inTime(
    signal,
    async (within) => ({ told: await hypervisor.taskLogAfter(upid, after, within) }),
    patienceMs,
  );
  const added = 'told' in found ? found.told : [];
  await ports.taskLogs.save(deploymentId, {
    ...{ askedAt, upid, total: total + added.length },
    lines: [...lines, ...added].slice(-mostTaskLogLines),
    reason: 'told' in found ? null : found.reason,
  });
};
