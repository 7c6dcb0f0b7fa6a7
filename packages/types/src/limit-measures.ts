// What is limited, for whom, and how far: without schemas, for the pages.

/** What a VM takes. */
export const sizeMeasures = ['vcpus', 'memoryMiB', 'diskGiB'] as const;
export type SizeMeasure = (typeof sizeMeasures)[number];

/** What is counted: sums over live deployments (everything but `deleted`). */
export const limitMeasures = ['deployments', ...sizeMeasures] as const;
export type LimitMeasure = (typeof limitMeasures)[number];

/** No limit is higher, and where there is none of a measure these hold. The most that the database takes, too. */
export const limitMaxima = {
  deployments: 100_000,
  vcpus: 1_000_000,
  memoryMiB: 1_073_741_824,
  diskGiB: 10_485_760,
} as const satisfies Record<LimitMeasure, number>;

/**
 * Which row a limit is from. Each person has the lowest of `portal`, `everyone`, `role` and `team`, or what is granted to the `person`
 * instead; what is held `together` may not pass its own limit either.
 */
export const limitSources = [
  'portal',
  'everyone',
  'role',
  'team',
  'person',
  'team_together',
  'everyone_together',
] as const;
export type LimitSource = (typeof limitSources)[number];

/** For whom a limit is. */
export const limitSubjects = ['everyone', 'role', 'team', 'person'] as const;
export type LimitSubject = (typeof limitSubjects)[number];

/** Only of these can something be held together. */
export const togetherSubjects: ReadonlySet<LimitSubject> = new Set(['everyone', 'team']);
