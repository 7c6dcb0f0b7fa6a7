// What all VMs of a template or on a cluster may hold together: each way past it is refused, whoever asks and whatever is granted to them.
import { limitPreviewSchema, limitReportsSchema, problemSchema } from '@portal/types';
import { expect, test } from 'vitest';
import { limitsWorld } from './limits-world.ts';
import { aSnapshot, deployed } from './mutation-subjects.ts';
import { restOf } from './rest-client.ts';
import { publishTemplate } from './stack.ts';

type World = Awaited<ReturnType<typeof limitsWorld>>;

/** As whoever is refused is told: which one it is, by its name. */
const passed = (source: string, of: string | null, limit: number) => ({
  code: 'limit_exceeded',
  reason: { params: { figures: [{ code: 'limit_reached', params: { source, of, limit, used: limit } }] } },
});

const act = (action: 'start' | 'resume' | 'rebuild', status: 'stopped' | 'suspended') => async (portal: World) => {
  const id = await portal.held(portal.sam, status);
  return () => portal.stack.services.deployments.act(portal.sam, { action, id });
};

/** Everything that makes VMs hold more: made ready, and then asked for. */
const ways = {
  'a create': [
    'deployments',
    1,
    async ({ stack, dana }) =>
      () =>
        stack.create(dana),
  ],
  'a create for a colleague': [
    'deployments',
    1,
    async ({ stack, admin, dana }) => {
      const asked = { templateId: stack.template.templateId, owner: dana.principal.userId };
      return () => stack.services.deployments.create(admin, asked);
    },
  ],
  'a start': ['running', 1, act('start', 'stopped')],
  'a resume': ['running', 1, act('resume', 'suspended')],
  'a rebuild': ['running', 1, act('rebuild', 'stopped')],
  'a resize': [
    'vcpus',
    4,
    async ({ stack, dana, held }) => {
      const id = await held(dana);
      return () => stack.services.deployments.act(dana, { action: 'resize', id, vcpus: 3 });
    },
  ],
  'a snapshot': [
    'snapshots',
    1,
    async (portal) => {
      const { stack, dana } = portal;
      const { id } = await deployed({ stack, owner: dana }, 'running', { more: (vm) => [aSnapshot(vm)] });
      return () => stack.services.snapshots.create(dana, { id });
    },
  ],
  'a way back to a larger size': [
    'memoryMiB',
    2_048,
    async ({ stack, dana }) => {
      const size = { vcpus: 2, memoryMiB: 4_096, diskGiB: 10 };
      const { id } = await deployed({ stack, owner: dana }, 'running', { more: (vm) => [aSnapshot(vm, size)] });
      const [kept] = (await stack.services.snapshots.list(dana, id)).items;
      return () => stack.services.snapshots.rollback(dana, { id, snapshotId: kept?.id ?? '' });
    },
  ],
} as const satisfies Record<
  string,
  readonly [
    'deployments' | 'running' | 'vcpus' | 'snapshots' | 'memoryMiB',
    number,
    (portal: World) => Promise<() => Promise<unknown>>,
  ]
>;

test.each(Object.entries(ways))('a full contingent is not passed by %s', async (_, [measure, value, ready]) => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, dana, set, held } = portal;
  const { cluster, template } = stack;
  await held(sam);
  const ask = await ready(portal);
  for (const { principal } of [sam, dana]) {
    await set({ subject: 'person', of: principal.userId, measure, value: 9_000 });
  }
  const { id } = await set({ subject: 'cluster', of: cluster.id, measure, value });
  await expect(ask()).rejects.toMatchObject(passed('cluster_together', null, value));
  await stack.services.limits.remove(admin, id);
  await set({ subject: 'template', of: template.templateId, measure, value });
  await expect(ask()).rejects.toMatchObject(passed('template_together', template.name, value));
});

test('a VM in other hands adds nothing to a full contingent, and what is deleted or of another template makes room', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, eve, set, held } = portal;
  const { deployments } = stack.services;
  const id = await held(sam);
  await set({ subject: 'cluster', of: stack.cluster.id, value: 2 });
  await set({ subject: 'template', of: stack.template.templateId, value: 1 });
  expect(await deployments.act(admin, { action: 'transfer', id, to: eve.principal.userId })).toMatchObject({
    owner: { id: eve.principal.userId },
  });
  const other = await publishTemplate(stack, { slug: 'other', name: 'Other' });
  const gone = await deployed({ stack, owner: sam }, 'deleted');
  expect(gone.rest).toBe('deleted');
  await deployments.create(sam, { templateId: other.templateId });
  await expect(deployments.create(eve, { templateId: other.templateId })).rejects.toMatchObject(
    passed('cluster_together', null, 2),
  );
});

test('what is left of a template is told to everybody in amounts, and what is above one before it is set', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, eve, set, held } = portal;
  const { cluster, template } = stack;
  for (const owner of [sam, sam, eve]) await held(owner);
  await set({ subject: 'cluster', of: cluster.id, measure: 'memoryMiB', value: 65_536 });
  await set({ subject: 'template', of: template.templateId, measure: 'running', value: 2 });
  const left = await (await (await restOf(stack, eve))('GET', `/templates/${template.slug}/limits`)).json();
  expect(limitReportsSchema.parse(left).items).toEqual([
    {
      ...{ measure: 'running', source: 'template_together', of: { id: template.templateId, name: template.name } },
      ...{ endsAt: null, limit: 2, used: 3, requested: 0, after: 3, verdict: 'above' },
    },
    {
      ...{ measure: 'memoryMiB', source: 'cluster_together' },
      ...{ endsAt: null, limit: 65_536, used: 3_072, requested: 0, after: 3_072, verdict: 'within' },
    },
  ]);
  const rest = await restOf(stack, admin);
  const above = async (query: string) =>
    limitPreviewSchema.parse(await (await rest('GET', `/limits/preview?measure=deployments&${query}`)).json());
  const held3 = (id: string, name: string) => ({ items: [{ id, name, used: 3 }], total: 1 });
  expect(await above(`subject=cluster&of=${cluster.id}&value=2`)).toEqual(held3(cluster.id, cluster.name));
  expect(await above(`subject=template&of=${template.templateId.toUpperCase()}&value=2`)).toEqual(
    held3(template.templateId, template.name),
  );
  expect(await above(`subject=cluster&of=${cluster.id}&value=3`)).toEqual({ items: [], total: 0 });
});

test('over REST one is set, named, changed, removed and on record; contradictions are faults of their fields', async () => {
  await using portal = await limitsWorld();
  const { stack, admin } = portal;
  const rest = await restOf(stack, admin);
  const asked = { subject: 'cluster', of: stack.cluster.id, measure: 'vcpus', value: 8 };
  const made = await rest('POST', '/limits', { body: asked });
  expect(made.status).toBe(200);
  const { items } = await stack.services.limits.list(admin);
  const row = items.find(({ subject }) => subject === 'cluster');
  expect(row).toMatchObject({ of: { id: stack.cluster.id, name: stack.cluster.name }, together: true, value: 8 });
  expect(problemSchema.parse(await (await rest('POST', '/limits', { body: asked })).json()).reason.code).toBe(
    'limit_exists',
  );
  const faults = async (wrong: object) =>
    problemSchema.parse(await (await rest('POST', '/limits', { body: { ...asked, ...wrong } })).json()).errors;
  expect(await faults({ together: false })).toMatchObject([{ field: 'together', code: 'limit_contradicts' }]);
  expect(await faults({ measure: 'leaseHours' })).toMatchObject([{ field: 'measure', code: 'limit_contradicts' }]);
  expect(await faults({ of: undefined })).toMatchObject([{ field: 'of', code: 'field_missing' }]);
  expect(await faults({ endsAt: '2090-01-01T00:00:00.000Z' })).toMatchObject([{ field: 'endsAt' }]);
  for (const of of [stack.template.templateId, 'demo']) {
    expect(await faults({ of })).toMatchObject([{ field: 'of', code: 'no_such', params: { what: 'cluster' } }]);
  }
  const slug = { subject: 'template', of: stack.template.slug };
  expect(await faults(slug)).toMatchObject([{ field: 'of', code: 'no_such', params: { what: 'template' } }]);
  const { limits } = stack.services;
  await limits.change(admin, { id: row?.id ?? '', value: 9 });
  expect(await limits.remove(admin, row?.id ?? '')).toMatchObject({ of: { name: stack.cluster.name }, value: 9 });
  const { rows } = await stack.owner.query(
    `SELECT action, detail ->> 'subject' AS subject, detail ->> 'of' AS of FROM audit_logs
     WHERE subject_type = 'limit' AND outcome = 'succeeded' ORDER BY id`,
  );
  const of = { subject: 'cluster', of: stack.cluster.id };
  expect(rows).toEqual(['limit.created', 'limit.changed', 'limit.removed'].map((action) => ({ action, ...of })));
});
