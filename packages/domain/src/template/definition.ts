// Between what an administrator writes down about a template and the version that is published from it.
import type { Offer, TemplateDefinition } from '@portal/types';
import type { TemplateVersion } from '../template-records.ts';

/** What a version has besides its definition. */
export interface VersionIdentity {
  readonly templateId: string;
  readonly slug: string;
  readonly version: number;
  readonly clusterId: string;
  readonly registeredChecks: TemplateVersion['registeredChecks'];
}

export const versionOf = (
  { source, lease, ...plain }: TemplateDefinition,
  identity: VersionIdentity,
): TemplateVersion => {
  const { vmid: sourceVmid, ...origin } = source;
  const { minHours, defaultHours, maxHours, ...end } = lease;
  const hours = { leaseMinHours: minHours, leaseDefaultHours: defaultHours, leaseMaxHours: maxHours };
  return { ...plain, ...origin, ...hours, ...end, guestKind: 'vm', sourceVmid, ...identity };
};

export const definitionOf = (version: TemplateVersion): TemplateDefinition => ({
  name: version.name,
  category: version.category,
  icon: version.icon,
  summary: version.summary,
  description: version.description,
  operatingSystem: version.operatingSystem,
  included: [...version.included],
  source: {
    vmid: version.sourceVmid,
    disk: version.disk,
    cloneMode: version.cloneMode,
    cloudInit: version.cloudInit,
    guestAgent: version.guestAgent,
    firstBoot: version.firstBoot,
    network: version.network,
  },
  vcpus: version.vcpus,
  memoryMiB: version.memoryMiB,
  diskGiB: version.diskGiB,
  sizes: [...version.sizes],
  lease: {
    minHours: version.leaseMinHours,
    defaultHours: version.leaseDefaultHours,
    maxHours: version.leaseMaxHours,
    graceHours: version.graceHours,
    noEnd: version.noEnd,
    restoreHours: version.restoreHours,
  },
  requires: version.requires,
  accessMethods: [...version.accessMethods],
  loginUser: version.loginUser,
});

/** Plain JSON with its keys in order: two definitions say the same exactly when their texts are equal. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Whether publishing this on that cluster would say nothing new. */
export const saysTheSame = (version: TemplateVersion, definition: TemplateDefinition, clusterId: string): boolean =>
  version.clusterId === clusterId && textOf(definitionOf(version)) === textOf(definition);

/**
 * The entry of a file of offers as the next version of what is known of it, newest first. Null where it was published before, even if an
 * administrator has published something newer since: a start must not undo what a person did. A file that names no icon says nothing of it.
 */
export const nextOffered = (
  { slug, source: located, icon, ...plain }: Offer,
  known: readonly TemplateVersion[],
  given: { readonly clusterId: string; readonly newId: () => string },
): TemplateVersion | null => {
  const { clusterId } = given;
  const { cluster: _, ...source } = located;
  const [newest] = known;
  const like = (version?: TemplateVersion) => ({ ...plain, icon: icon ?? version?.icon ?? 'other', source });
  if (known.some((version) => saysTheSame(version, like(version), clusterId))) return null;
  return versionOf(like(newest), {
    ...{ slug, clusterId, registeredChecks: null },
    templateId: newest?.templateId ?? given.newId(),
    version: (newest?.version ?? 0) + 1,
  });
};
