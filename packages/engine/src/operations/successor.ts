// Whether the VM that is to take another's place could be made, asked while the other is still there: of the template as it is now,
// and of the storages that its clone may go to. Room for it to run in is waited for afterwards, as everybody does.
import { isOutOfRoom, templateObstacle } from '@portal/domain';
import type { Fault } from '@portal/types';
import { engineActor } from '../commits.ts';
import { ownFault } from '../faults.ts';
import type { Op } from '../workflow.ts';
import { blockTemplate, requireUnchanged, TemplateChangedError } from './template-guard.ts';

const faultOf = {
  template_is_disabled: { code: 'template_switched_off', params: {} },
  template_has_no_source: { code: 'template_gone', params: {} },
} as const satisfies Record<string, Fault>;

/** Throws HypervisorError with why it could not be made; a template that has changed is taken off the offer. */
export const requireSuccessor = async (op: Op): Promise<void> => {
  const { ports, cluster, template, hypervisor, signal, deployment, observations } = op;
  const status = await ports.unitOfWork.run(engineActor, (tx) => tx.templateStatus(template.templateId));
  const { guests, storages } = await observations.fresh(cluster.id, signal);
  const source = guests.find(({ vmid }) => vmid === template.sourceVmid);
  const templateStatus = status ?? { state: 'available', reason: null };
  const obstacle = templateObstacle({ templateStatus, sourceMissing: source === undefined });
  if (obstacle !== null) throw ownFault('rejected', faultOf[obstacle.code]);
  if (source === undefined) throw ownFault('rejected', faultOf.template_has_no_source);
  const config = await hypervisor.guestConfig({ node: source.node, vmid: source.vmid }, signal);
  try {
    requireUnchanged(template, config);
  } catch (error) {
    if (error instanceof TemplateChangedError) await blockTemplate(op, error);
    throw error;
  }
  const sourceStorages = config.driveStorages;
  if (!isOutOfRoom({ cluster, template, storages, deployment, sourceStorages })) return;
  throw ownFault('storage_full', { code: 'no_room_for_disk', params: {} });
};
