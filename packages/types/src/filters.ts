// What the list of deployments can be filtered and sorted by, and what a tag is, for the schema that refuses anything else and for the
// page that leaves it out. Free of zod, as `status.ts` is.
export const longestFilter = { q: 100, template: 64, owner: 254, tag: 24 } as const;

/** In the form of PVE's own tags, in lower case. */
export const tagForm = /^[a-z0-9_][a-z0-9_\-+.]*$/;

/** A year. */
export const mostHoursToExpiry = 8_760;

/** A lease that ends within so many waits for its owner. */
export const needsWithinHours = 72;

export const savedViewNameMax = 40;

/** A minus turns the order around. */
export const deploymentSorts = ['-createdAt', 'createdAt', 'name', '-name', 'expiresAt', '-expiresAt'] as const;
export type DeploymentSort = (typeof deploymentSorts)[number];

export const newestFirst = '-createdAt' satisfies DeploymentSort;
