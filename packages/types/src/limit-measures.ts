// What is limited, for whom, and how far: without schemas, for the pages.

/** What a VM takes. */
export const sizeMeasures = ['vcpus', 'memoryMiB', 'diskGiB'] as const;
export type SizeMeasure = (typeof sizeMeasures)[number];

/** Of these each person has a limit: where there is none, what the portal takes at most. */
export const usageMeasures = ['deployments', ...sizeMeasures] as const;
export type UsageMeasure = (typeof usageMeasures)[number];

/** What is held: sums over live deployments (everything but `deleted`). `running`: those that run, will, or may without our knowing. */
export const heldMeasures = [...usageMeasures, 'running', 'snapshots'] as const;
export type HeldMeasure = (typeof heldMeasures)[number];
export type Held = Readonly<Record<HeldMeasure, number>>;

/** What each VM may come to by itself: how far ahead its lease ends, how long it lives, how often it is extended. */
export const vmMeasures = ['leaseHours', 'lifetimeHours', 'extensions'] as const;
export type VmMeasure = (typeof vmMeasures)[number];

export const limitMeasures = [...heldMeasures, ...vmMeasures] as const;
export type LimitMeasure = (typeof limitMeasures)[number];

const isOneOf =
  <Some extends LimitMeasure>(some: readonly Some[]) =>
  (measure: LimitMeasure): measure is Some =>
    some.some((one) => one === measure);
export const isUsageMeasure = isOneOf(usageMeasures);
export const isVmMeasure = isOneOf(vmMeasures);

const tenYearsInHours = 87_600;

/** No limit is higher. The most that the database takes, too. */
export const limitMaxima = {
  deployments: 100_000,
  vcpus: 1_000_000,
  memoryMiB: 1_073_741_824,
  diskGiB: 10_485_760,
  running: 100_000,
  snapshots: 1_000_000,
  leaseHours: tenYearsInHours,
  lifetimeHours: tenYearsInHours,
  extensions: 100_000,
} as const satisfies Record<LimitMeasure, number>;

/**
 * Which row a limit is from. Each person has the lowest of `portal`, `everyone`, `role` and `team`, or what is granted to the `person`
 * instead; what is held `together` may not pass its own limit either, be it by people or by all VMs of a template or on a cluster.
 */
export const limitSources = [
  'portal',
  'everyone',
  'role',
  'team',
  'person',
  'team_together',
  'template_together',
  'cluster_together',
  'everyone_together',
] as const;
export type LimitSource = (typeof limitSources)[number];

/** Whose contingent is what all of their VMs hold together, whoever's they are: there is nobody who has a limit of each. */
export const contingentSubjects = ['template', 'cluster'] as const;

/** For whom a limit is, or for the VMs of what. */
export const limitSubjects = ['everyone', 'role', 'team', 'person', ...contingentSubjects] as const;
export type LimitSubject = (typeof limitSubjects)[number];

export const isContingent = (subject: LimitSubject): subject is (typeof contingentSubjects)[number] =>
  contingentSubjects.some((one) => one === subject);

interface OfSource {
  readonly source: LimitSource;
}

/** What others hold counts, too. */
export const isTogether = ({ source }: OfSource): boolean => source.endsWith('_together');

/** Each person’s by themselves, and set by somebody: what can be lifted for one of them. */
export const isLiftable = (limit: OfSource): boolean => limit.source !== 'portal' && !isTogether(limit);

export const isOfContingent = ({ source }: OfSource): boolean =>
  contingentSubjects.some((subject) => source === `${subject}_together`);

const togetherSubjects: ReadonlySet<LimitSubject> = new Set(['everyone', 'team', ...contingentSubjects]);

/** Only of these can something be held together, and only of what is held. */
export const canBeTogether = (subject: LimitSubject, measure: LimitMeasure): boolean =>
  togetherSubjects.has(subject) && !isVmMeasure(measure);
