// How long the filters of the list of deployments may be, and what a tag is, for the schema that refuses others and for the page that leaves
// them out. Free of zod, as `status.ts` is.
export const longestFilter = { q: 100, template: 64, owner: 254, tag: 24 } as const;

/** In the form of PVE's own tags, in lower case. */
export const tagForm = /^[a-z0-9_][a-z0-9_\-+.]*$/;
