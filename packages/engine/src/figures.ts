// Reads the live figures of one VM for whoever looks at them. Another VM that has its id by now is not read: its figures are not theirs.
import { answered, type Deployment, fewPoints, figuresPace, isFresh, type RecordedFigures } from '@portal/domain';
import type { FigurePoint, JobPayload } from '@portal/types';
import type { EnginePorts } from './engine-ports.ts';
import { type InTime, inTime } from './in-time.ts';
import { locate, recordedRef } from './locate.ts';

type Asked = JobPayload<'deployment.figures'>;

type Wanted = Pick<Asked, 'timeframe'> & { readonly signal: AbortSignal };

const onCluster = async (
  ports: EnginePorts,
  deployment: Deployment,
  { timeframe, signal }: Wanted,
): Promise<InTime<readonly RecordedFigures[]>> => {
  const ref = recordedRef(deployment);
  const cluster = await ports.reader.cluster(deployment.clusterId);
  if (ref === null || cluster === null) return { told: [] };
  const hypervisor = ports.hypervisors.of(cluster.id);
  const located = await locate({ hypervisor, signal, cluster }, deployment, ref);
  if (located.kind === 'unclear') return { reason: located.reason };
  if (located.kind !== 'ours') return { reason: answered('guest_missing', null) };
  return { told: await hypervisor.guestFigures(located.ref, timeframe, signal) };
};

const toPoint = ({ at, ...figures }: RecordedFigures): FigurePoint => ({ at: at.toISOString(), ...figures });

export const readFigures = async (
  ports: EnginePorts,
  { deploymentId, timeframe }: Asked,
  signal: AbortSignal,
): Promise<void> => {
  const deployment = await ports.reader.deployment(deploymentId);
  const kept = await ports.guestFigures.read(deploymentId, timeframe);
  const askedAt = ports.clock.now();
  if (deployment === null || (kept !== null && isFresh(kept, askedAt, figuresPace))) return;
  const found = await inTime(signal, (within) => onCluster(ports, deployment, { timeframe, signal: within }));
  const { readAt, points } = kept ?? { readAt: null, points: [] };
  await ports.guestFigures.save(
    deploymentId,
    timeframe,
    'told' in found
      ? { askedAt, readAt: askedAt, points: fewPoints(found.told.map(toPoint)), reason: null }
      : { askedAt, readAt, points, reason: found.reason },
  );
};
