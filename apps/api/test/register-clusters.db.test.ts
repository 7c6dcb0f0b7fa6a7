// The rows of the configured clusters: made and changed as the configuration says, each time with an audit row.
import { createDatabase } from '@portal/db';
import { createAccounts } from '@portal/db/accounts';
import { systemIds } from '@portal/db/system';
import { Change, demoPeople, systemActor } from '@portal/domain';
import { aCluster, createTestDatabase, silentLog } from '@portal/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { lookForDemoPeople } from '../src/clusters/demo-people.ts';
import { registerClusters } from '../src/clusters/register-clusters.ts';

const settingsOf = (given: Parameters<typeof aCluster>[0]) => {
  const { id: _, ...settings } = aCluster(given);
  return settings;
};

const prepare = async () => {
  const resources = new AsyncDisposableStack();
  const fresh = resources.use(await createTestDatabase());
  const database = createDatabase({ url: fresh.appUrl, log: silentLog, poolSize: 4 });
  resources.defer(() => database.close());
  const owner = new pg.Pool({ connectionString: fresh.ownerUrl, max: 1 });
  resources.defer(() => owner.end());
  const ports = { unitOfWork: database.unitOfWork, reader: database.engine, ids: systemIds, log: silentLog };
  const audited = async (): Promise<readonly string[]> => {
    const { rows } = await owner.query<{ action: string }>(
      "SELECT action FROM audit_logs WHERE subject_type = 'cluster' AND actor_id = 'configuration' ORDER BY id",
    );
    return rows.map(({ action }) => action);
  };
  return { database, ports, audited, [Symbol.asyncDispose]: () => resources.disposeAsync() };
};

test('every configured cluster has its row, and a row is written only where it differs', async () => {
  await using portal = await prepare();
  const berlin = settingsOf({ name: 'berlin' });
  const hamburg = settingsOf({ name: 'hamburg' });
  const rows = await registerClusters(portal.ports, [berlin, hamburg]);
  expect(await registerClusters(portal.ports, [berlin, hamburg])).toEqual(rows);
  expect(await portal.audited()).toEqual(['cluster.registered', 'cluster.registered']);
  const changed = { ...hamburg, storages: ['ceph-vm', 'nfs'], excludedNodes: ['pve3'], whenFull: 'refuse' } as const;
  const [, second] = await registerClusters(portal.ports, [berlin, changed]);
  expect(second).toEqual({ ...changed, id: rows[1]?.id });
  expect(await portal.database.engine.cluster(rows[1]?.id ?? '')).toEqual(second);
  expect((await portal.audited()).at(-1)).toBe('cluster.changed');
});

test('a cluster that is configured no longer keeps its row', async () => {
  await using portal = await prepare();
  const [berlin] = await registerClusters(portal.ports, [settingsOf({ name: 'berlin' })]);
  await registerClusters(portal.ports, [settingsOf({ name: 'hamburg' })]);
  expect((await portal.database.engine.clusters()).map(({ name }) => name).sort()).toEqual(['berlin', 'hamburg']);
  expect(await portal.database.engine.cluster(berlin?.id ?? '')).toEqual(berlin);
});

test('instances that start at the same moment agree on one row', async () => {
  await using portal = await prepare();
  const settings = settingsOf({ name: 'berlin' });
  const starts = Array.from({ length: 4 }, () => registerClusters(portal.ports, [settings]));
  const ids = new Set((await Promise.all(starts)).map(([row]) => row?.id));
  expect(ids.size).toBe(1);
  expect(await portal.audited()).toEqual(['cluster.registered']);
});

test('demo people who can sign in beside a real cluster are a problem until they are disabled, and beside simulated ones they are none', async () => {
  await using portal = await prepare();
  const { people, problems, unitOfWork } = portal.database;
  const accounts = createAccounts(portal.database);
  const [ada, leo] = demoPeople;
  if (ada === undefined || leo === undefined) throw new Error('The demo has nobody.');
  for (const person of [ada, leo]) await accounts.make({ ...person, teamId: null });
  const userId = (await accounts.find(ada.email))?.userId ?? '';
  await accounts.setPassword(userId, 'the password of the demo');
  const found = async (...clusters: { name: string; simulated: boolean }[]) => {
    await lookForDemoPeople({ people, unitOfWork, clusters });
    return (await problems.list({ limit: 50 })).items.map(({ code, params }) => ({ code, params }));
  };
  const real = { name: 'hamburg', simulated: false };
  expect(await found({ name: 'demo', simulated: true })).toEqual([]);
  const problem = { code: 'demo_people', params: { people: [ada.email], clusters: ['hamburg'] } };
  expect(await found({ name: 'demo', simulated: true }, real)).toEqual([problem]);
  const disabling = { kind: 'person.disable', userId, reason: 'demo', at: new Date() } as const;
  await unitOfWork.run(systemActor('test'), (tx) => tx.commit(Change.ofPerson(userId, [disabling])));
  expect(await found(real)).toEqual([]);
});
