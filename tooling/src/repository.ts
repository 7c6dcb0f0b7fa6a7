/** Where things lie in this repository, as absolute paths that hold whatever the current folder is. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const apiFolder = join(repositoryRoot, 'apps/api');
export const webFolder = join(repositoryRoot, 'apps/web');
export const simulatorFolder = join(repositoryRoot, 'packages/pve-simulator');
export const dbFolder = join(repositoryRoot, 'packages/db');
