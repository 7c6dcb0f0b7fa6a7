/** `npm run client:pack FOLDER`: the package of the router's types, for programs elsewhere (docs/typed-client.md). */
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { runShown } from '../run-command.ts';

export async function packClient(args: readonly string[]): Promise<number> {
  return runShown(process.execPath, [join(repositoryRoot, 'packages/typed-client/src/pack.ts'), ...args]);
}
