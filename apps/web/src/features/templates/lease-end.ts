// What the end of a lease does, as the grace of a template says it.

export const leaseEnds = ['grace', 'keep', 'delete'] as const;
export type LeaseEnd = (typeof leaseEnds)[number];

export const leaseEndOf = (graceHours: number | null): LeaseEnd => {
  if (graceHours === null) return 'keep';
  return graceHours === 0 ? 'delete' : 'grace';
};
