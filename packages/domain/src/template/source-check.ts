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

interface Checked {
  /** What forbids VMs, by field; none when they can be made from it as far as can be seen. */
  readonly faults: readonly FieldError[];
  /** Whatever it does not pass, warnings too; null where it was not read whole. */
  readonly checks: readonly FailedCheck[] | null;
}

const unchecked = (message: string): Checked => ({
  faults: [{ field: 'source.vmid', message }],
  checks: null,
});

export const checkSource = (definition: Definition, sight: Pick<ClusterSight, 'templates'> | null): Checked => {
  const { vmid } = definition.source;
  if (sight === null) return unchecked('The portal has not looked at this cluster yet. Try again in a minute.');
  const seen = sight.templates.find((template) => template.vmid === vmid);
  if (seen === undefined) {
    return unchecked(
      `The cluster shows no template with VMID ${vmid}. Convert the VM to a template in Proxmox VE and give the portal’s token access to it.`,
    );
  }
  const { config } = seen;
  if (config === null) {
    return unchecked(`The portal has not looked at the configuration of VMID ${vmid} yet. Try again in a minute.`);
  }
  const checks = failedChecks(checkedOffer(definition), config);
  return { faults: checks.filter(isError).map(fieldFault), checks: config.options === null ? null : checks };
};
