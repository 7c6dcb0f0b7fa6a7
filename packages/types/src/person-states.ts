// Whether somebody can sign in. Free of zod, as `status.ts` is: pages filter by it.

/** `service`: nobody, but a program that signs in with API tokens alone. */
export const personKinds = ['person', 'service'] as const;
export type PersonKind = (typeof personKinds)[number];

export const personStates = ['invited', 'active', 'disabled'] as const;
export type PersonState = (typeof personStates)[number];
