// A moment as a browser's field for date and time has it: local, without a zone.

/** Undefined where nothing, or half of it, was written. */
export const momentOf = (local: string): string | undefined => {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};
