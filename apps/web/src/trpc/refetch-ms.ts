/** How often a page asks again for what is no event of the live feed. A cluster is looked at about as often. */
export const refetchMs = 10_000;
