// How much of one kind a process does at once.

/** Does the work, or answers null at once where so much of that kind is being done. */
export const createSlots = (most: number) => {
  const taken = new Map<string, number>();
  return async <Outcome>(kind: string, work: () => Promise<Outcome>): Promise<Outcome | null> => {
    const before = taken.get(kind) ?? 0;
    if (before >= most) return null;
    taken.set(kind, before + 1);
    try {
      return await work();
    } finally {
      taken.set(kind, (taken.get(kind) ?? 1) - 1);
    }
  };
};
