// The rows of the configured clusters, kept in step with the configuration. A cluster that is configured no longer keeps
// its row: deployments and their history point to it.
import { isDeepStrictEqual } from 'node:util';
import {
  Change,
  type Cluster,
  type EngineReader,
  type Ids,
  type Log,
  systemActor,
  type UnitOfWork,
} from '@portal/domain';

export interface RegistrationPorts {
  readonly unitOfWork: UnitOfWork;
  readonly reader: Pick<EngineReader, 'clusters'>;
  readonly ids: Ids;
  readonly log: Log;
}

type Settings = Omit<Cluster, 'id'>;

const rowOf = async (reader: RegistrationPorts['reader'], name: string): Promise<Cluster | null> =>
  (await reader.clusters()).find((cluster) => cluster.name === name) ?? null;

const registration = (row: Cluster, known: Cluster | null): Change => {
  const { id, ...settings } = row;
  return Change.of({
    writes: [{ kind: 'cluster.upsert', row }],
    events: [
      {
        action: known === null ? 'cluster.registered' : 'cluster.changed',
        subject: { type: 'cluster', id },
        outcome: 'succeeded',
        detail: { ...settings },
      },
    ],
  });
};

const registerCluster = async (ports: RegistrationPorts, settings: Settings): Promise<Cluster> => {
  const known = await rowOf(ports.reader, settings.name);
  const row: Cluster = { ...settings, id: known?.id ?? ports.ids.next() };
  if (isDeepStrictEqual(known, row)) return row;
  try {
    const change = registration(row, known);
    await ports.unitOfWork.run(systemActor('configuration'), (tx) => tx.commit(change));
    return row;
  } catch (error) {
    // Another instance that starts at this moment may have been quicker.
    const there = await rowOf(ports.reader, settings.name);
    if (there !== null && isDeepStrictEqual(there, { ...settings, id: there.id })) return there;
    throw error;
  }
};

/** Makes a row where there is none, changes it where it differs, and the audit trail says so. In the order given. */
export const registerClusters = async (
  ports: RegistrationPorts,
  configured: readonly Settings[],
): Promise<readonly Cluster[]> => {
  const rows: Cluster[] = [];
  for (const settings of configured) rows.push(await registerCluster(ports, settings));
  for (const { name } of await ports.reader.clusters()) {
    if (rows.some((row) => row.name === name)) continue;
    ports.log.warn('A cluster is known from before and is not configured here. Its deployments wait.', {
      cluster: name,
    });
  }
  return rows;
};
