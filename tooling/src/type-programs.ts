/**
 * What has to be checked for its types, each with the options of its own, and together what has the same: a dozen workspaces that know
 * Node and no browser take a fifth of the time in one program. What a package's own `typecheck` checks is the same.
 */
/** A tsconfig, or the folder of one, by its place in the repository. */
export const typePrograms = [
  'tooling/tsconfig/servers.json',
  'packages/types',
  'packages/domain',
  // Brings Next's types along, which widen what an environment is.
  'packages/api',
  'apps/web',
  'e2e',
] as const;
