import { Change, systemActor } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { type ClusterSeed, demoCluster } from '@portal/pve-simulator';
import { aDeployment } from '@portal/testing';
import { expect, test } from 'vitest';
import { portalVms } from './observe-cluster.ts';
import { createStack, publishTemplate, type Stack, tokenSecret } from './stack.ts';

const gibibyte = 1024 ** 3;
const soon = () => AbortSignal.timeout(20_000);

/** The demo cluster with a second shared storage, disks of each node's own, and a template on those of pve3. */
const withMoreStorages = (): ClusterSeed => {
  const demo = demoCluster({ tokenSecret });
  const content = ['images'];
  const rights = ['nfs', 'local-lvm'].map((id) => ({
    path: `/storage/${id}`,
    privileges: ['Datastore.AllocateSpace', 'Datastore.Audit'],
  }));
  const onLocal = demo.vms.find(({ vmid }) => vmid === 9004);
  if (onLocal === undefined) throw new Error('the demo cluster has no template 9004');
  const disks = [{ key: 'scsi0', storage: 'local-lvm', sizeGiB: 8 }];
  return {
    ...demo,
    storages: [
      ...demo.storages,
      { id: 'nfs', type: 'nfs', shared: true, content, capacityBytes: 8_192 * gibibyte },
      { id: 'local-lvm', type: 'lvmthin', shared: false, content, capacityBytes: 900 * gibibyte },
    ],
    vms: [...demo.vms, { ...onLocal, vmid: 9010, name: 'tmpl-on-local', disks, cloudInitStorage: 'local-lvm' }],
    users: (demo.users ?? []).map((user) => ({ ...user, acl: [...user.acl, ...rights] })),
    tokens: demo.tokens.map((token) => ({ ...token, acl: [...token.acl, ...rights] })),
  };
};

const dispatch = (stack: Stack) => stack.engine.dispatch(stack.cluster.id, soon());

const detailsOf = async ({ owner }: Stack, id: string, action: string): Promise<readonly unknown[]> => {
  const { rows } = await owner.query<{ outcome: string; detail: unknown }>(
    'SELECT outcome, detail FROM audit_logs WHERE subject_id = $1 AND action = $2 ORDER BY at, id',
    [id, action],
  );
  return rows;
};

test('the reason of a placement stands in its step and its audit row, for those who administer the cluster', async () => {
  await using stack = await createStack();
  const support = await stack.person('support');
  const id = await stack.create(support);
  await dispatch(stack);
  const { node } = await stack.deployment(id);
  const reason = { code: 'node_chosen', params: { node, memoryFreePercent: expect.any(Number) } };
  const placeOf = async (actor: typeof support) =>
    (await stack.services.deployments.steps(actor, id)).items.find(({ name }) => name === 'place');
  expect(await placeOf(await stack.person('admin'))).toMatchObject({
    reason,
    message: expect.stringMatching(new RegExp(`${node}.*\\d+ %`)),
  });
  expect(await placeOf(support)).toMatchObject({ reason: null, message: null });
  const [placed] = await detailsOf(stack, id, 'deployment.placed');
  expect(placed).toMatchObject({ detail: { choice: reason, node } });
  const { templateId } = stack.template;
  expect(await stack.ports.reader.placedVms(stack.cluster.id)).toEqual([
    { node, ownerId: support.principal.userId, templateId, count: 1 },
  ]);
});

test('a linked clone stays on its template’s storage, a template on local disks is cloned on its node, a full clone goes where most room is', async () => {
  await using stack = await createStack({
    simulated: withMoreStorages(),
    settings: { storages: ['ceph-vm', 'nfs', 'local-lvm'] },
  });
  const onLocal = await publishTemplate(stack, { slug: 'on-local', sourceVmid: 9010 });
  const full = await publishTemplate(stack, { slug: 'full', cloneMode: 'full' });
  const actor = await stack.person();
  const running = async (templateId: string) => {
    const { id } = await stack.services.deployments.create(actor, { templateId });
    return stack.carry(id, ['running']);
  };
  expect(await running(stack.template.templateId)).toMatchObject({ storage: 'ceph-vm' });
  expect(await running(onLocal.templateId)).toMatchObject({ storage: 'local-lvm', node: 'pve3' });
  expect(await running(full.templateId)).toMatchObject({ storage: 'nfs' });
  const disks = (await portalVms(stack)).map(({ config }) => String(config.scsi0).split(':')[0]);
  expect(disks).toEqual(['ceph-vm', 'local-lvm', 'nfs']);
});

test('a node in maintenance gets nothing new; with nowhere to go a request waits, and an administrator reads what each node lacks', async () => {
  await using stack = await createStack({ settings: { excludedNodes: ['pve1'] } });
  const { control } = stack.simulator;
  await control.setNodeMaintenance('pve3', true);
  const actor = await stack.person();
  const first = await stack.carry(await stack.create(actor), ['running']);
  expect(first.node).toBe('pve2');
  await control.setNodeMaintenance('pve2', true);
  const id = await stack.create(actor);
  await dispatch(stack);
  const { status, statusMessage } = await stack.deployment(id);
  expect({ status, statusMessage }).toEqual({
    status: 'queued',
    statusMessage: 'Waiting for a node: none that could make this VM is available at the moment.',
  });
  const lacks = [
    { code: 'node_excluded', params: { node: 'pve1' } },
    { code: 'node_in_maintenance', params: { node: 'pve2' } },
    { code: 'node_in_maintenance', params: { node: 'pve3' } },
  ];
  const choice = { code: 'no_node_fits', params: { lacks } };
  expect(await detailsOf(stack, id, 'deployment.waiting')).toMatchObject([{ detail: { choice } }]);
  await control.setNodeMaintenance('pve2', false);
  expect((await stack.carry(id, ['running'])).node).toBe('pve2');
});

test('a full cluster that lets wait queues with the reason; one that refuses turns away at the door, and later what it had let in', async () => {
  await using stack = await createStack({ settings: { memoryHeadroomPercent: 90 } });
  const actor = await stack.person();
  const ask = (memoryMiB: number) =>
    stack.services.deployments.create(actor, { templateId: stack.template.templateId, memoryMiB });
  const { id } = await ask(8_192);
  await dispatch(stack);
  const reason = expect.stringMatching(/^Waiting for room: the cluster cannot take 1 vCPUs, 8 GiB of memory/);
  expect(await stack.deployment(id)).toMatchObject({ status: 'queued', statusMessage: reason });
  expect((await stack.services.deployments.byId(actor, id)).estimate).toBeNull();

  const { database, cluster } = stack;
  const subject = { type: 'cluster', id: cluster.id } as const;
  const writes = [{ kind: 'cluster.upsert', row: { ...cluster, whenFull: 'refuse' } }] as const;
  const events = [{ action: 'cluster.changed', subject, outcome: 'succeeded', detail: {} }] as const;
  await database.unitOfWork.run(systemActor('test'), (tx) => tx.commit(Change.of({ writes, events })));
  await stack.engine.observe(cluster.id, soon());
  await expect(ask(8_192)).rejects.toMatchObject({ code: 'unavailable', reason: { code: 'cluster_full' } });
  await expect(ask(512)).resolves.toMatchObject({ status: 'queued' });
  const refusals = await stack.owner.query(
    `SELECT detail FROM audit_logs WHERE action = 'deployment.created' AND outcome = 'refused'`,
  );
  expect(refusals.rows).toMatchObject([{ detail: { reason: { code: 'cluster_full' } } }]);

  await dispatch(stack);
  expect(await stack.deployment(id)).toMatchObject({ status: 'failed', failureCode: 'not_admitted' });
  expect(await detailsOf(stack, id, 'deployment.failed')).toMatchObject([
    {
      outcome: 'failed',
      detail: {
        choice: {
          params: {
            lacks: expect.arrayContaining([
              {
                code: 'node_below_headroom',
                params: { node: 'pve1', freePercent: expect.any(Number), headroomPercent: 90 },
              },
            ]),
          },
        },
      },
    },
  ]);
});

test('a VM that has just come up holds its room, for placement and at the door, before the cluster shows it', async () => {
  const demo = demoCluster({ tokenSecret });
  const nodes = demo.nodes.map((node) => ({ ...node, memoryBytes: 16 * gibibyte }));
  await using stack = await createStack({
    simulated: { ...demo, nodes },
    settings: { excludedNodes: ['pve1', 'pve2'], memoryHeadroomPercent: 5 },
  });
  const { templateId } = await publishTemplate(stack, { slug: 'silent', guestAgent: false });
  const actor = await stack.person();
  const ask = async () => (await stack.services.deployments.create(actor, { templateId, memoryMiB: 6_144 })).id;
  await stack.simulator.control.setTiming({ resourcesLagMs: 60_000 });
  const up = await stack.carry(await ask(), ['running']);
  const clock = { ...stack.ports.clock, now: () => up.updatedAt };
  const engine = createEngine({ ...stack.ports, clock });
  const second = await ask();
  await engine.dispatch(stack.cluster.id, soon());
  expect(await stack.deployment(second)).toMatchObject({
    status: 'queued',
    statusMessage: expect.stringMatching(/^Waiting for room/),
  });
  await engine.observe(stack.cluster.id, soon());
  expect((await stack.database.lastObservations.latest(stack.cluster.id))?.room?.memoryMiB).toBeLessThan(6_144);
});

test('a storage whose clones hang holds up nobody on another, and its own go on in the order of asking', async () => {
  await using stack = await createStack({
    simulated: withMoreStorages(),
    settings: { storages: ['nfs'], clonesPerStorage: 1 },
  });
  const full = await publishTemplate(stack, { slug: 'full', cloneMode: 'full' });
  const actor = await stack.person();
  const asked: string[] = [];
  for (const templateId of [stack.template, stack.template, full, full, stack.template].map((one) => one.templateId)) {
    asked.push((await stack.services.deployments.create(actor, { templateId })).id);
  }
  await dispatch(stack);
  const statuses = async () => Promise.all(asked.map(async (id) => (await stack.deployment(id)).status));
  expect(await statuses()).toEqual(['provisioning', 'queued', 'provisioning', 'queued', 'queued']);
  const [ceph = '', , nfs = ''] = asked;
  await stack.carry(nfs, ['running']);
  await dispatch(stack);
  expect(await statuses()).toEqual(['provisioning', 'queued', 'running', 'provisioning', 'queued']);
  await stack.carry(ceph, ['running']);
  await dispatch(stack);
  expect(await statuses()).toEqual(['running', 'provisioning', 'running', 'provisioning', 'queued']);
  expect((await stack.services.deployments.byId(actor, asked[4] ?? '')).queuePosition).toBe(1);
});

test('while all slots are taken, requests that join are not asked of the cluster', async () => {
  await using stack = await createStack({ settings: { clonesPerStorage: 1 } });
  const actor = await stack.person();
  await stack.create(actor);
  await dispatch(stack);
  await stack.simulator.control.clearRequests();
  await stack.create(actor);
  await dispatch(stack);
  expect(await stack.simulator.control.requests()).toEqual([]);
});

test('a queued VM and one that is being set up say when they will be ready, by their template’s history', async () => {
  await using stack = await createStack({ settings: { clonesPerStorage: 1 } });
  const actor = await stack.person();
  const ownerId = actor.principal.userId;
  const { clusterId, templateId } = stack.template;
  const now = Date.now();
  const before = [30, 40, 50].map((seconds, index) => {
    const readyAt = new Date(now - 3_600_000);
    const placedAt = new Date(readyAt.getTime() - seconds * 1_000);
    return aDeployment({ ownerId, clusterId, templateId, status: 'deleted', name: `past-${index}`, placedAt, readyAt });
  });
  for (const row of before) {
    const subject = { type: 'deployment', id: row.id } as const;
    const events = [{ action: 'deployment.created', subject, outcome: 'succeeded', detail: {} }] as const;
    const change = Change.of({ writes: [{ kind: 'deployment.insert', row }], events });
    await stack.database.unitOfWork.run(actor, (tx) => tx.commit(change));
  }
  const first = await stack.create(actor);
  const second = await stack.create(actor);
  const third = await stack.create(actor);
  const estimateOf = async (id: string) => (await stack.services.deployments.byId(actor, id)).estimate;
  expect(await estimateOf(third)).toEqual({ samples: 3, medianSeconds: 160, p95Seconds: 196 });
  await dispatch(stack);
  expect(await estimateOf(second)).toEqual({ samples: 3, medianSeconds: 80, p95Seconds: 98 });
  const underWay = await estimateOf(first);
  expect(underWay?.medianSeconds).toBeLessThanOrEqual(40);
  expect(underWay?.medianSeconds).toBeGreaterThan(20);
  const running = await stack.carry(first, ['running']);
  expect(await estimateOf(running.id)).toBeNull();
});
