// Reads the live figures of one VM for whoever looks at them. Another VM that has its id by now is not read: its figures are not theirs.
import { answered, type Deployment, fewPoints, HypervisorError, isFresh, type RecordedFigures } from '@portal/domain';
import type { Fault, FigurePoint, JobPayload } from '@portal/types';
import type { EnginePorts } from './engine-ports.ts';
import { locate, recordedRef } from './locate.ts';

type Asked = JobPayload<'deployment.figures'>;

type Wanted = Pick<Asked, 'timeframe'> & { readonly signal: AbortSignal };

type Told = readonly RecordedFigures[] | Fault;

const onCluster = async (ports: EnginePorts, deployment: Deployment, { timeframe, signal }: Wanted): Promise<Told> => {
  const ref = recordedRef(deployment);
  const cluster = await ports.reader.cluster(deployment.clusterId);
  if (ref === null || cluster === null) return [];
  const hypervisor = ports.hypervisors.of(cluster.id);
  const located = await locate({ hypervisor, signal, cluster }, deployment, ref);
  if (located.kind === 'unclear') return located.reason;
  if (located.kind !== 'ours') return answered('guest_missing', null);
  return hypervisor.guestFigures(located.ref, timeframe, signal);
};

/** Less than whoever asked waits, and than the job may take: so a cluster that hangs is told as such, and left alone for a while. */
const patienceMs = 6_000;

const onClusterInTime = async (
  ports: EnginePorts,
  deployment: Deployment,
  { timeframe, signal }: Wanted,
): Promise<Told> => {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    return await onCluster(ports, deployment, { timeframe, signal: AbortSignal.any([signal, patience]) });
  } catch (error) {
    if (error instanceof HypervisorError) return error.reason;
    if (error === patience.reason) return answered('deadline', null);
    throw error;
  }
};

const isTold = (told: Told): told is readonly RecordedFigures[] => Array.isArray(told);

const toPoint = ({ at, ...figures }: RecordedFigures): FigurePoint => ({ at: at.toISOString(), ...figures });

export const readFigures = async (
  ports: EnginePorts,
  { deploymentId, timeframe }: Asked,
  signal: AbortSignal,
): Promise<void> => {
  const deployment = await ports.reader.deployment(deploymentId);
  const kept = await ports.guestFigures.read(deploymentId, timeframe);
  const askedAt = ports.clock.now();
  if (deployment === null || (kept !== null && isFresh(kept, askedAt))) return;
  const told = await onClusterInTime(ports, deployment, { timeframe, signal });
  const { readAt, points } = kept ?? { readAt: null, points: [] };
  await ports.guestFigures.save(
    deploymentId,
    timeframe,
    isTold(told)
      ? { askedAt, readAt: askedAt, points: fewPoints(told.map(toPoint)), reason: null }
      : { askedAt, readAt, points, reason: told },
  );
};
