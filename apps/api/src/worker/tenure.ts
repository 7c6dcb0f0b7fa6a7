// For how long the jobs in hand are this worker's own. When it was cut off from the database for longer than others wait,
// they may have been given away: whatever still runs for them here is told to stop, and jobs taken afterwards are new.

export interface Tenure {
  /** Of the jobs that are taken now. */
  signal(): AbortSignal;
  /** Ends it for the jobs in hand. */
  end(reason: string): void;
}

export const createTenure = (): Tenure => {
  let current = new AbortController();
  return {
    signal: () => current.signal,
    end(reason) {
      const ended = current;
      current = new AbortController();
      ended.abort(new Error(reason));
    },
  };
};
