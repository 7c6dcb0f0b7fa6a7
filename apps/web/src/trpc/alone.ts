// A query that takes longer than others, since a cluster is asked for its answer: in a batch it would hold up the rest.
const contextKey = 'alone';

/** For the query. */
export const alone = { context: { [contextKey]: true } } as const;

export const isAlone = (context: Readonly<Record<string, unknown>>): boolean => context[contextKey] === true;
