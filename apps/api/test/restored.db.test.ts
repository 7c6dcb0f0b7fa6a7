// A database that was restored from a backup, while the cluster has moved on: the portal destroys nothing, puts back what it can see,
// and says of everything else that somebody must look at it.
import { createTestDatabase } from '@portal/testing';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { cycle } from './drift.ts';
import { running } from './lifecycle.ts';
import { portalVms } from './observe-cluster.ts';
import { adapterOf, createStack, type Stack, stackOn } from './stack.ts';

type Backup = ReadonlyMap<string, string>;

const tablesOf = async (owner: pg.Pool): Promise<readonly string[]> =>
  (
    await owner.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'`,
    )
  ).rows.map(({ name }) => name);

const backUp = async ({ owner }: Stack): Promise<Backup> => {
  const rows = new Map<string, string>();
  for (const table of await tablesOf(owner)) {
    const found = await owner.query<{ content: string }>(
      `SELECT coalesce(json_agg(r), '[]')::text AS content FROM ${table} AS r`,
    );
    rows.set(table, found.rows[0]?.content ?? '[]');
  }
  return rows;
};

/** As a restore does it: without triggers, row for row. */
const restore = async (owner: pg.Pool, backup: Backup): Promise<void> => {
  const client = await owner.connect();
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    for (const [table, content] of backup) {
      const columns = await client.query<{ names: string }>(
        `SELECT string_agg(quote_ident(attname), ', ') AS names FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
        [table],
      );
      const names = columns.rows[0]?.names ?? '';
      await client.query(`DELETE FROM ${table}`);
      await client.query(
        `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE SELECT ${names} FROM json_populate_recordset(NULL::${table}, $1)`,
        [content],
      );
    }
    await client.query('COMMIT');
  } finally {
    client.release();
  }
};

/** The portal on the database that a backup was restored into, with the same cluster. */
const restored = async (stack: Stack, backup: Backup): Promise<Stack> => {
  const resources = new AsyncDisposableStack();
  const database = resources.use(await createTestDatabase());
  await restore(database.owner, backup);
  const { simulator, cluster, template } = stack;
  const hypervisor = adapterOf(resources, simulator.url);
  return stackOn(resources, database, { simulator, hypervisor, seeded: async () => ({ cluster, template }) });
};

test('nothing is destroyed, what differs is put right or in quarantine, and what nobody knows any more is an orphan', async () => {
  await using before = await createStack();
  const kept = await running(before, 'kept');
  const stopped = await running(before, 'stopped-since');
  const removed = await running(before, 'removed-since');
  const replaced = await running(before, 'replaced-since');
  const backup = await backUp(before);

  const { deployments } = before.services;
  await deployments.act(stopped.actor, { action: 'stop', id: stopped.id });
  await before.carry(stopped.id, ['stopped']);
  const vmids = new Map<string, number>();
  for (const gone of [removed, replaced]) {
    const { vmid } = await before.deployment(gone.id);
    if (vmid === null) throw new Error('running without a VMID');
    vmids.set(gone.id, vmid);
    await deployments.act(gone.actor, { action: 'delete', id: gone.id });
    await before.carry(gone.id, ['deleted']);
  }
  const made = await running(before, 'made-since');
  const reused = vmids.get(replaced.id) ?? 0;
  await before.simulator.control.createVm({
    ...{ vmid: reused, name: 'somebody-elses', node: 'pve1', running: true, pool: before.cluster.pool },
    disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: 7 }],
  });
  const present = (await portalVms(before)).map(({ vmid, power, config }) => ({ vmid, power, config }));

  await using after = await restored(before, backup);
  await after.simulator.control.clearRequests();
  await cycle(after);
  await cycle(after);
  expect((await after.deployment(kept.id)).status).toBe('running');
  expect((await after.deployment(stopped.id)).status).toBe('stopped');
  const { status: ofRemoved } = await after.deployment(removed.id);
  const { status: ofReplaced } = await after.deployment(replaced.id);
  expect([ofRemoved, ofReplaced]).toEqual(['failed', 'quarantined']);
  const admin = await after.person('admin');
  const orphans = (await after.services.orphans.list(admin)).items;
  const madeVmid = (await before.deployment(made.id)).vmid;
  expect(orphans.map(({ vmid, because }) => [vmid, because])).toContainEqual([madeVmid, 'stranger']);

  // Its owner may ask for its end: what stands under its VMID is somebody else's and stays.
  await after.services.deployments.act(replaced.actor, { action: 'delete', id: replaced.id }).catch(() => undefined);
  const written = (await after.simulator.control.requests()).filter(({ method }) => method !== 'GET');
  expect(written.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  expect((await portalVms(after)).map(({ vmid, power, config }) => ({ vmid, power, config }))).toEqual(present);

  // And a new VM takes none of the VMIDs that the restored database does not know of.
  const fresh = await running(after, 'made-after');
  const { vmid: taken } = await after.deployment(fresh.id);
  expect(present.map(({ vmid }) => vmid)).not.toContain(taken);
});
