// Whether a definition fits the PVE template that it names, by what was last seen of the cluster. Each fault is told
// beside its field, before anybody asks for a VM that cannot be made.
import {
  type CheckedOffer,
  checkFinding,
  checkRemedy,
  type FailedCheck,
  type FieldError,
  failedChecks,
  isError,
  type TemplateDefinition,
  templateChecks,
} from '@portal/types';
import type { TemplateVersion } from '../records.ts';
import type { ClusterSight } from '../sights.ts';

type Definition = Pick<TemplateDefinition, 'source' | 'diskGiB' | 'memoryMiB'>;

const vmidFault = (message: string): readonly FieldError[] => [{ field: 'source.vmid', message }];

const checkedOffer = ({ source, diskGiB, memoryMiB }: Definition): CheckedOffer => {
  const { vmid: sourceVmid, disk, cloudInit, guestAgent } = source;
  return { sourceVmid, disk, diskGiB, memoryMiB, cloudInit, guestAgent };
};

const fieldFault = (check: FailedCheck): FieldError => ({
  field: templateChecks[check.code].field,
  message: `The PVE template ${checkFinding(check)} ${checkRemedy(check)}`,
});

/**
 * Nothing can be made from a version whose PVE template is gone. Only a look at the whole cluster can say so: a node that is
 * away takes its templates along.
 */
export const lacksSource = (
  { observedAt, unreachableSince, nodes, templates }: ClusterSight,
  { sourceVmid }: Pick<TemplateVersion, 'sourceVmid'>,
): boolean =>
  observedAt !== null &&
  unreachableSince === null &&
  nodes.every(({ online }) => online) &&
  !templates.some(({ vmid }) => vmid === sourceVmid);

/** Every check that forbids VMs, by field; none when they can be made from it as far as can be seen. */
export const sourceFaults = (
  definition: Definition,
  sight: Pick<ClusterSight, 'templates'> | null,
): readonly FieldError[] => {
  const { vmid } = definition.source;
  if (sight === null) return vmidFault('The portal has not looked at this cluster yet. Try again in a minute.');
  const seen = sight.templates.find((template) => template.vmid === vmid);
  if (seen === undefined) {
    return vmidFault(
      `The cluster shows no template with VMID ${vmid}. Convert the VM to a template in Proxmox VE and give the portal’s token access to it.`,
    );
  }
  const { config } = seen;
  if (config === null) {
    return vmidFault(`The portal has not looked at the configuration of VMID ${vmid} yet. Try again in a minute.`);
  }
  return failedChecks(checkedOffer(definition), config).filter(isError).map(fieldFault);
};
