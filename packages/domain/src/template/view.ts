// A template as the outside sees it: where it lies in PVE is told to those who administer it.
import type { ActionState, Template } from '@portal/types';
import { type Person, seesPlacement } from '../principal.ts';
import type { Cluster, TemplateOffer } from '../records.ts';
import type { ClusterSight } from '../sights.ts';

interface Surroundings {
  readonly person: Person;
  readonly cluster: Cluster;
  /** Null before the cluster was first looked at. */
  readonly sight: ClusterSight | null;
  /** Whether a request would be taken now. */
  readonly creatable: ActionState;
}

export const templateView = (
  { current: template, status, history, canary }: TemplateOffer,
  { person, cluster, sight, creatable }: Surroundings,
): Template => ({
  id: template.templateId,
  slug: template.slug,
  version: template.version,
  name: template.name,
  category: template.category,
  summary: template.summary,
  description: template.description,
  operatingSystem: template.operatingSystem,
  included: [...template.included],
  vcpus: template.vcpus,
  memoryMiB: template.memoryMiB,
  diskGiB: template.diskGiB,
  lease: {
    minHours: template.leaseMinHours,
    defaultHours: template.leaseDefaultHours,
    maxHours: template.leaseMaxHours,
    graceHours: template.graceHours,
  },
  accessMethods: [...template.accessMethods],
  loginUser: template.loginUser,
  cloudInit: template.cloudInit,
  guestAgent: template.guestAgent,
  firstBoot: template.firstBoot,
  state: status.state,
  stateReason: status.reason,
  stateSetBy: status.setBy,
  creatable,
  clusterUnreachableSince: sight?.unreachableSince?.toISOString() ?? null,
  history,
  canary,
  source: seesPlacement(person) ? { clusterId: cluster.id, cluster: cluster.name, vmid: template.sourceVmid } : null,
});
