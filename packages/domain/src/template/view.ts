// A template as the outside sees it: where it lies in PVE is told to those who administer it.
import type { Reason, Template } from '@portal/types';
import { actionState } from '../action-state.ts';
import type { LastObservation } from '../last-observation.ts';
import type { Say } from '../ports/system.ts';
import { type Person, seesTemplateSource } from '../principal.ts';
import type { Cluster } from '../records.ts';
import type { CanaryStanding, TemplateOffer } from '../template-records.ts';

interface Context {
  readonly person: Person;
  readonly cluster: Cluster;
  /** Null before the cluster was first looked at. */
  readonly lastObservation: LastObservation | null;
  /** Why a request would not be taken now; null where it would. */
  readonly refusal: Reason | null;
  readonly say: Say;
}

const lastCanary = (last: CanaryStanding['last'], say: Say) => {
  if (last === null) return null;
  const { reason, ...plain } = last;
  return { ...plain, reason: reason === null ? null : say(reason), cause: reason };
};

export const templateView = (
  { current: template, status, history, canary }: TemplateOffer,
  { person, cluster, lastObservation, refusal, say }: Context,
): Template => ({
  id: template.templateId,
  slug: template.slug,
  version: template.version,
  name: template.name,
  category: template.category,
  icon: template.icon,
  summary: template.summary,
  description: template.description,
  operatingSystem: template.operatingSystem,
  included: [...template.included],
  vcpus: template.vcpus,
  memoryMiB: template.memoryMiB,
  diskGiB: template.diskGiB,
  sizes: [...template.sizes],
  lease: {
    minHours: template.leaseMinHours,
    defaultHours: template.leaseDefaultHours,
    maxHours: template.leaseMaxHours,
    graceHours: template.graceHours,
    noEnd: template.noEnd,
    restoreHours: template.restoreHours,
  },
  requires: template.requires,
  accessMethods: [...template.accessMethods],
  loginUser: template.loginUser,
  cloudInit: template.cloudInit,
  guestAgent: template.guestAgent,
  firstBoot: template.firstBoot,
  state: status.state,
  stateReason: status.reason === null ? null : say(status.reason),
  stateCause: status.reason,
  stateSetBy: status.setBy,
  creatable: actionState(refusal, say),
  clusterUnreachableSince: lastObservation?.unreachableSince?.toISOString() ?? null,
  history,
  canary: canary === null ? null : { ...canary, last: lastCanary(canary.last, say) },
  source: seesTemplateSource(person)
    ? { clusterId: cluster.id, cluster: cluster.name, vmid: template.sourceVmid }
    : null,
});
