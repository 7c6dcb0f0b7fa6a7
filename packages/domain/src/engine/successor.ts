// Whether the VM that is to take another's place could be made, asked while the other is still there: of the template as it is now,
// and of the storages that its clone may go to. Room for it to run in is waited for afterwards, as everybody does.
import { storageObstacle, templateObstacle } from '../deployment/rebuilding.ts';
import { HypervisorError } from '../hypervisor.ts';
import type { Deployment } from '../records.ts';
import { engineActor } from './commits.ts';
import type { RunContext } from './engine-ports.ts';
import type { Observations } from './observations.ts';
import { blockTemplate, requireUnchanged, TemplateChangedError } from './template-guard.ts';

const refused = (reason: string): HypervisorError => new HypervisorError('rejected', reason, { maybeDone: false });

/** Throws HypervisorError with why it could not be made; a template that has changed is taken off the offer. */
export const requireSuccessor = async (
  context: RunContext,
  observations: Observations,
  deployment: Deployment,
): Promise<void> => {
  const { ports, cluster, template, hypervisor, signal } = context;
  const status = await ports.unitOfWork.run(engineActor, (tx) => tx.templateStatus(template.templateId));
  const { guests, storages } = await observations.fresh(cluster.id, signal);
  const source = guests.find(({ vmid }) => vmid === template.sourceVmid);
  const templateStatus = status ?? { state: 'available', reason: null };
  const obstacle = templateObstacle({ templateStatus, sourceMissing: source === undefined });
  if (obstacle !== null || source === undefined) throw refused(obstacle ?? 'its template is gone');
  const config = await hypervisor.guestConfig({ node: source.node, vmid: source.vmid }, signal);
  try {
    requireUnchanged(template, config);
  } catch (error) {
    if (error instanceof TemplateChangedError) await blockTemplate(context, error);
    throw error;
  }
  const full = storageObstacle({ cluster, template, storages, deployment, sourceStorages: config.driveStorages });
  if (full !== null) throw new HypervisorError('storage_full', full, { maybeDone: false });
};
