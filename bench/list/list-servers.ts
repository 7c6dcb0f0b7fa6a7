/** A database of a given size, with the portal's REST server and the bare one on it, each a process of its own. */
import { copyDatabase, startApi, startServer } from '../rest-server.ts';
import type { SeededDatabase } from '../seeded-database.ts';
import type { Target } from './load.ts';
import { insertDeployments } from './rows.ts';

export interface ListServers extends AsyncDisposable {
  readonly count: number;
  readonly portal: Target;
  readonly bare: Target;
}

const path = '/api/deployments?limit=50';

/** Copies the seeded database; nobody may be connected to it. */
export const startListServers = async (seeded: SeededDatabase, count: number): Promise<ListServers> => {
  const database = `list_${count}`;
  await copyDatabase(seeded, database, (owner) => insertDeployments(owner, count));
  const resources = new AsyncDisposableStack();
  const api = await startApi(seeded, database);
  resources.defer(() => api.service.stop());
  const file = './list/bare-server.ts';
  const bare = await startServer({ seeded, database, name: 'the bare server', file, path });
  resources.defer(() => bare.service.stop());
  const authorization = `Bearer ${seeded.apiToken}`;
  return {
    count,
    portal: { origin: api.origin, path, headers: { authorization } },
    bare: { origin: bare.origin, path, headers: {} },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};
