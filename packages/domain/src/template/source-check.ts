// Whether a definition fits the PVE template that it names, by what was last seen of the cluster. Each fault is told
// beside its field, before anybody asks for a VM that cannot be made.
import type { FieldError, TemplateDefinition } from '@portal/types';
import type { TemplateVersion } from '../records.ts';
import type { ClusterSight, SeenConfig } from '../sights.ts';

type Definition = Pick<TemplateDefinition, 'source' | 'diskGiB'>;

const vmidFault = (message: string): readonly FieldError[] => [{ field: 'source.vmid', message }];

const diskFaults = ({ source, diskGiB }: Definition, { disks }: SeenConfig): readonly FieldError[] => {
  const sizeGiB = disks[source.disk];
  if (sizeGiB === undefined) {
    const known = Object.keys(disks);
    const there = known.length === 0 ? 'It has no disk.' : `It has ${known.join(', ')}.`;
    return [{ field: 'source.disk', message: `The PVE template has no disk ${source.disk}. ${there}` }];
  }
  const least = Math.ceil(sizeGiB);
  if (least <= diskGiB.min) return [];
  const message = `The disk of the PVE template has ${least} GiB already, and a disk only grows: begin at ${least} or more.`;
  return [{ field: 'diskGiB.min', message }];
};

const configFaults = (definition: Definition, config: SeenConfig): readonly FieldError[] => {
  const { cloudInit, guestAgent } = definition.source;
  return [
    ...diskFaults(definition, config),
    ...(cloudInit && !config.hasCloudInitDrive
      ? [
          {
            field: 'source.cloudInit',
            message: 'The PVE template has no cloud-init drive. Add one in Proxmox VE, or leave cloud-init off.',
          },
        ]
      : []),
    ...(guestAgent && !config.agentEnabled
      ? [
          {
            field: 'source.guestAgent',
            message:
              'The guest agent is switched off in the options of the PVE template. Switch it on in Proxmox VE, or leave it out here.',
          },
        ]
      : []),
  ];
};

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

/** Every fault, by field; none when VMs can be made from it as far as can be seen. */
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
  if (!config.template) return vmidFault(`VMID ${vmid} is not a template any more. Convert it in Proxmox VE.`);
  return configFaults(definition, config);
};
