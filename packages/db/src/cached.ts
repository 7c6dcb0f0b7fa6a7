// A short memory for what many requests ask and few things change: read at most once in its time, also when many ask at
// the same moment. What could not be read is asked again by the next one.
export interface Memory<Value> {
  read(): Promise<Value>;
  /** The next one reads anew: this process has just changed it. */
  forget(): void;
}

export const cached = <Value>(read: () => Promise<Value>, forMs: number): Memory<Value> => {
  let kept: { readonly value: Promise<Value>; readonly until: number } | null = null;
  const forget = (): void => {
    kept = null;
  };
  return {
    read() {
      if (kept !== null && performance.now() < kept.until) return kept.value;
      const value = read();
      kept = { value, until: performance.now() + forMs };
      value.catch(forget);
      return value;
    },
    forget,
  };
};
