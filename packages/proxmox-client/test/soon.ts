/** Every call of a test is over by then. */
export const soon = (): AbortSignal => AbortSignal.timeout(20_000);
