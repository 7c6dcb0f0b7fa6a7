// A query that is asked again at a pace of its own: that a deployment changed says nothing of its answer.
import type { Query } from '@tanstack/react-query';

/** For the query. */
export const ownPace = { ownPace: true } as const;

/** For what is asked again because something changed. */
export const unlessOwnPace = { predicate: ({ meta }: Pick<Query, 'meta'>): boolean => meta?.ownPace !== true } as const;
