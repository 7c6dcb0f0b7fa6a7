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
import { createReadByWorker } from '../read-by-worker.ts';
import type { Deployment } from '../records.ts';
import { featureObstacle } from '../token-rights.ts';

export interface FiguresPorts extends MutationPorts {
  readonly jobs: JobQueue;
  readonly guestFigures: GuestFigures;
}

/** A cluster that answers does so in much less. */
export const figuresPace = { freshForMs: 30_000, patienceMs: 8_000 } as const;

/** One in quarantine may be somebody else's. */
const hasVm = ({ vmid, rest }: Deployment): boolean => vmid !== null && rest !== 'deleted' && rest !== 'quarantined';

export const createFiguresService = (ports: FiguresPorts) => {
  const { readable, viewFor } = createMutations(ports);
  const readByWorker = createReadByWorker<FiguresRecord>(ports, figuresPace, (kept) => ({
    ...(kept ?? { readAt: null, points: [] }),
    reason: answered('deadline', null),
  }));

  const record = (deploymentId: string, timeframe: FigureTimeframe) =>
    readByWorker({
      key: `${deploymentId} ${timeframe}`,
      read: () => ports.guestFigures.read(deploymentId, timeframe),
      job: job('deployment.figures', { deploymentId, timeframe }),
    });

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
