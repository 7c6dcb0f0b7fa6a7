// Whether somebody can sign in. Free of zod, as `status.ts` is: pages filter by it.

export const personStates = ['invited', 'active', 'disabled'] as const;
export type PersonState = (typeof personStates)[number];
