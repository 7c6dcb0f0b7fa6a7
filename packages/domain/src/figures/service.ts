// Live figures of a VM. What was read within half a minute is told to everybody who looks; otherwise a worker, which alone reaches the
// cluster, is asked to read them anew: once, however many look.
import type { DeploymentFigures, FigureTimeframe, ReadFigures } from '@portal/types';
import { createMutations, type MutationPorts } from '../deployment/mutations.ts';
import { saidTo } from '../deployment/view.ts';
import { answered } from '../hypervisor-error.ts';
import { job } from '../jobs.ts';
import type { FiguresRecord, GuestFigures } from '../ports/guest-figures.ts';
import type { JobQueue } from '../ports/system.ts';
import type { PersonContext } from '../principal.ts';
import type { Deployment } from '../records.ts';
import { featureObstacle } from '../token-rights.ts';

export interface FiguresPorts extends MutationPorts {
  readonly jobs: JobQueue;
  readonly guestFigures: GuestFigures;
}

const freshForMs = 30_000;
/** A cluster that answers does so in much less. */
const patienceMs = 8_000;
const lookEveryMs = 150;

/** Whether the cluster need not be asked again. */
export const isFresh = ({ askedAt }: Pick<FiguresRecord, 'askedAt'>, now: Date): boolean =>
  now.getTime() - askedAt.getTime() < freshForMs;

/** One in quarantine may be somebody else's. */
const hasVm = ({ vmid, rest }: Deployment): boolean => vmid !== null && rest !== 'deleted' && rest !== 'quarantined';

export const createFiguresService = (ports: FiguresPorts) => {
  const { clock, guestFigures } = ports;
  const { readable, viewFor } = createMutations(ports);
  /** By deployment and timeframe: who looks at the same waits for the same. */
  const underWay = new Map<string, Promise<FiguresRecord>>();

  const freshRecord = async (deploymentId: string, timeframe: FigureTimeframe): Promise<FiguresRecord> => {
    const kept = await guestFigures.read(deploymentId, timeframe);
    const now = clock.now();
    if (kept !== null && isFresh(kept, now)) return kept;
    await ports.jobs.enqueue([job('deployment.figures', { deploymentId, timeframe })]);
    const patience = AbortSignal.timeout(patienceMs);
    while (clock.now().getTime() - now.getTime() < patienceMs) {
      await clock.wait(lookEveryMs, patience).catch(() => undefined);
      const read = await guestFigures.read(deploymentId, timeframe);
      if (read !== null && isFresh(read, now)) return read;
    }
    return { askedAt: now, readAt: null, points: [], ...kept, reason: answered('deadline', null) };
  };

  const record = (deploymentId: string, timeframe: FigureTimeframe): Promise<FiguresRecord> => {
    const key = `${deploymentId} ${timeframe}`;
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const reading = freshRecord(deploymentId, timeframe).finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };

  return {
    async read(actor: PersonContext, { id, timeframe = 'hour' }: ReadFigures): Promise<DeploymentFigures> {
      const { deployment, missingPrivileges } = await readable(actor, 'deployments.figures', id);
      const obstacle = featureObstacle(missingPrivileges, 'figures');
      if (obstacle !== null || !hasVm(deployment)) {
        return { timeframe, readAt: null, points: [], reason: saidTo(viewFor(actor), obstacle) };
      }
      const { readAt, points, reason } = await record(deployment.id, timeframe);
      const said = saidTo(viewFor(actor), reason);
      return { timeframe, readAt: readAt?.toISOString() ?? null, points: [...points], reason: said };
    },
  };
};
