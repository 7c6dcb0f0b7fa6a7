// Whether a definition fits the PVE template that it names, by what was last seen of the cluster. Each fault is told
// beside its field, before anybody asks for a VM that cannot be made.
import {
  type CheckedOffer,
  type FailedCheck,
  failedChecks,
  isError,
  type Reason,
  type TemplateDefinition,
  templateChecks,
} from '@portal/types';
import type { FieldFault } from '../errors.ts';
import type { LastObservation } from '../last-observation.ts';
import type { TemplateVersion } from '../template-records.ts';

type Definition = Pick<TemplateDefinition, 'source' | 'diskGiB' | 'memoryMiB'>;

const checkedOffer = ({ source, diskGiB, memoryMiB }: Definition): CheckedOffer => {
  const { vmid: sourceVmid, disk, cloudInit, guestAgent } = source;
  return { sourceVmid, disk, diskGiB, memoryMiB, cloudInit, guestAgent };
};

const fieldFault = (check: FailedCheck): FieldFault => ({
  field: templateChecks[check.code].field,
  reason: { code: check.code, params: { ...check.params } },
});

/**
 * Nothing can be made from a version whose PVE template is gone. Only a look at the whole cluster can say so: a node that is
 * away takes its templates along.
 */
export const lacksSource = (
  { observedAt, unreachableSince, nodes, templates }: LastObservation,
  { sourceVmid }: Pick<TemplateVersion, 'sourceVmid'>,
): boolean =>
  observedAt !== null &&
  unreachableSince === null &&
  nodes.every(({ online }) => online) &&
  !templates.some(({ vmid }) => vmid === sourceVmid);

interface Checked {
  /** What forbids VMs, by field; none when they can be made from it as far as can be seen. */
  readonly faults: readonly FieldFault[];
  /** Whatever it does not pass, warnings too; null where it was not read whole. */
  readonly checks: readonly FailedCheck[] | null;
}

const unchecked = (reason: Reason): Checked => ({
  faults: [{ field: 'source.vmid', reason }],
  checks: null,
});

export const checkSource = (
  definition: Definition,
  lastObservation: Pick<LastObservation, 'templates'> | null,
): Checked => {
  const { vmid } = definition.source;
  if (lastObservation === null) return unchecked({ code: 'cluster_not_seen_yet', params: {} });
  const seen = lastObservation.templates.find((template) => template.vmid === vmid);
  if (seen === undefined) return unchecked({ code: 'template_vm_unknown', params: { vmid } });
  const { config } = seen;
  if (config === null) return unchecked({ code: 'template_vm_not_read_yet', params: { vmid } });
  const checks = failedChecks(checkedOffer(definition), config);
  return { faults: checks.filter(isError).map(fieldFault), checks: config.options === null ? null : checks };
};
