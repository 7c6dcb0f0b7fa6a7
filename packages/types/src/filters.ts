// How long the filters of the list of deployments may be, for the schema that refuses longer ones and for the page that leaves
// them out. Free of zod, as `status.ts` is.
export const longestFilter = { q: 100, template: 64, owner: 254 } as const;
