import { Change, personActions, refusedOnPerson, StaleVersionError, systemActor } from '@portal/domain';
import { aStep } from '@portal/testing';
import { expect, test } from 'vitest';
import { actor, onDeployment, portalFixture } from './portal-fixture.ts';

test('rows, audit rows and jobs of a change arrive together', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const made = await portal.deploy(sam, { name: 'together', ticket: 'INC-1', addresses: ['10.0.0.5'] });
  expect(await portal.database.engine.deployment(made.id)).toEqual(made);
  const { rows } = await portal.owner.query('SELECT * FROM audit_logs WHERE subject_id = $1', [made.id]);
  expect(rows).toEqual([
    expect.objectContaining({
      action: 'deployment.created',
      actor_kind: 'system',
      actor_id: 'test',
      subject_name: 'together',
      subject_owner_id: sam.userId,
    }),
  ]);
});

test('of twenty commits on the same version exactly one wins, and the others are told', async () => {
  await using portal = await portalFixture();
  const row = await portal.deploy(await portal.person());
  const attempts = Array.from({ length: 20 }, (_, n) =>
    portal.commit(
      onDeployment(row.id, [
        {
          kind: 'deployment.update',
          row: { ...row, version: 2, statusReason: { code: 'vmid_reserved', params: { vmid: n } } },
          read: { ...row, version: 1 },
        },
      ]),
    ),
  );
  const results = await Promise.allSettled(attempts);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(refusals.every((reason) => reason instanceof StaleVersionError)).toBe(true);
  expect((await portal.database.engine.deployment(row.id))?.version).toBe(2);
});

test('a commit that missed leaves neither audit row nor job', async () => {
  await using portal = await portalFixture();
  const row = await portal.deploy(await portal.person());
  const stale = onDeployment(
    row.id,
    [{ kind: 'deployment.update', row, read: { ...row, version: 7 } }],
    'deployment.missed',
  );
  await expect(portal.commit(stale)).rejects.toBeInstanceOf(StaleVersionError);
  const { rows } = await portal.owner.query(`SELECT FROM audit_logs WHERE action = 'deployment.missed'`);
  expect(rows).toHaveLength(0);
});

test('an audit row tells who acted, on whose behalf, in which request and from where', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person({ name: 'Sam' });
  const row = await portal.deploy(sam);
  const { userId, name, email, role, team } = sam;
  const tokenId = '0199a0a0-0000-7000-8000-000000000001';
  const principal = { kind: 'token', tokenId, tokenName: 'ci', scopes: null, userId, name, email, role, team } as const;
  await portal.database.unitOfWork.run({ principal, requestId: 'req-1', address: '192.0.2.7' }, (tx) =>
    tx.commit(
      Change.record({
        action: 'deployment.stop_requested',
        subject: { type: 'deployment', id: row.id },
        outcome: 'refused',
        detail: { reason: 'it is queued' },
      }),
    ),
  );
  const page = await portal.database.audit.list({ limit: 1 }, sam, { kind: 'all' });
  expect(page.items[0]).toMatchObject({
    actor: { kind: 'token', id: tokenId, name: 'ci', onBehalfOf: userId, onBehalfOfName: 'Sam' },
    action: 'deployment.stop_requested',
    outcome: 'refused',
    requestId: 'req-1',
    address: '192.0.2.7',
    detail: { reason: 'it is queued' },
  });
});

test('whoever was not let in and is nobody here is told of by what they were called', async () => {
  await using portal = await portalFixture();
  const reader = await portal.person();
  const event = refusedOnPerson(
    personActions.signInRefused,
    { id: 'a-hash', name: 'olaf@corp.example' },
    { code: 'sso_no_groups' },
  );
  await portal.database.unitOfWork.run(systemActor('auth'), (tx) => tx.commit(Change.record(event)));
  const page = await portal.database.audit.list({ limit: 1 }, reader, { kind: 'all' });
  expect(page.items[0]?.subject).toEqual({ type: 'user', id: 'a-hash', name: 'olaf@corp.example' });
});

test('a deployment has at most one running step', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  await portal.commit(onDeployment(id, [{ kind: 'step.insert', row: aStep({ deploymentId: id }) }]));
  const second = onDeployment(id, [{ kind: 'step.insert', row: aStep({ deploymentId: id, name: 'clone' }) }]);
  await expect(portal.commit(second)).rejects.toBeInstanceOf(StaleVersionError);
});

test('an owner cannot have two live deployments of one name, but may reuse that of a deleted one', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person();
  const first = await portal.deploy(sam, { name: 'pbx' });
  await expect(portal.deploy(sam, { name: 'pbx' })).rejects.toBeInstanceOf(StaleVersionError);
  const deleted = { ...first, version: 2, rest: 'deleted', operation: null } as const;
  await portal.commit(onDeployment(first.id, [{ kind: 'deployment.update', row: deleted, read: first }]));
  await portal.deploy(sam, { name: 'pbx' });
});

test('transactions that ask for free ids at once get different ones', async () => {
  await using portal = await portalFixture({ vmidMin: 7000, vmidMax: 7011 });
  const sam = await portal.person();
  const rows = await Promise.all(Array.from({ length: 12 }, () => portal.deploy(sam)));
  const vmids = await Promise.all(
    rows.map((row) =>
      portal.database.unitOfWork.run(actor, async (tx) => {
        const vmid = await tx.freeVmid(portal.cluster.id);
        if (vmid === null) throw new Error('no id left');
        const { id: deploymentId, clusterId } = row;
        await tx.commit(onDeployment(row.id, [{ kind: 'vmid.reserve', clusterId, vmid, deploymentId }]));
        return vmid;
      }),
    ),
  );
  expect(vmids.toSorted()).toEqual(Array.from({ length: 12 }, (_, n) => 7000 + n));
  expect(await portal.database.unitOfWork.run(actor, (tx) => tx.freeVmid(portal.cluster.id))).toBeNull();
});

test('a released id is handed out again after every id that was never used, and not within a minute', async () => {
  await using portal = await portalFixture({ vmidMin: 7000, vmidMax: 7002 });
  const sam = await portal.person();
  const { id: deploymentId } = await portal.deploy(sam);
  const { id: clusterId } = portal.cluster;
  const handOut = () =>
    portal.database.unitOfWork.run(actor, async (tx) => {
      const vmid = await tx.freeVmid(clusterId);
      if (vmid === null) return null;
      await tx.commit(onDeployment(deploymentId, [{ kind: 'vmid.reserve', clusterId, vmid, deploymentId }]));
      await tx.commit(onDeployment(deploymentId, [{ kind: 'vmid.release', clusterId, vmid, deploymentId }]));
      return vmid;
    });
  const order = [await handOut(), await handOut(), await handOut(), await handOut()];
  expect(order).toEqual([7000, 7001, 7002, null]);
  await portal.owner.query(`
    WITH told AS (
      INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
      SELECT 'system', 'test', 'test', 'vmid.aged', 'deployment', deployment_id, 'succeeded' FROM vmid_reservations
    )
    UPDATE vmid_reservations SET released_at = released_at - interval '1 minute' WHERE vmid <> 7002`);
  expect([await handOut(), await handOut(), await handOut()]).toEqual([7000, 7001, null]);
});

test('a blocked id is never handed out, and its release by the deployment that met it changes nothing', async () => {
  await using portal = await portalFixture({ vmidMin: 7000, vmidMax: 7000 });
  const { id: deploymentId } = await portal.deploy(await portal.person());
  const id = { clusterId: portal.cluster.id, vmid: 7000, deploymentId };
  await portal.commit(onDeployment(deploymentId, [{ kind: 'vmid.block', ...id }]));
  await portal.commit(onDeployment(deploymentId, [{ kind: 'vmid.release', ...id }]));
  expect(await portal.database.unitOfWork.run(actor, (tx) => tx.freeVmid(id.clusterId))).toBeNull();
});

test('a live deployment cannot bear an id that it holds no reservation of', async () => {
  await using portal = await portalFixture();
  const row = await portal.deploy(await portal.person());
  const placed = { ...row, version: 2, vmid: 5005, node: 'pve1' };
  const change = onDeployment(row.id, [{ kind: 'deployment.update', row: placed, read: { ...row, version: 1 } }]);
  await expect(portal.commit(change)).rejects.toThrow('holds no reservation');
});
