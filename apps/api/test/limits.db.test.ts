// Limits are rows: what the migration puts in force, which one holds, each way past one, and requests of several processes at once.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PersonContext } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { type CreateLimit, hoursAfter, limitPreviewSchema, problemSchema, roles } from '@portal/types';
import { expect, test } from 'vitest';
import type { Work } from './creating-process.ts';
import { hoursAhead } from './leases.ts';
import { limitsWorld, overLimit } from './limits-world.ts';
import { restOf } from './rest-client.ts';
import { createStack, type Stack } from './stack.ts';

const figures = { deployments: 1, vcpus: 1, memoryMiB: 1024, diskGiB: 10 };

const endsOnRecord = async ({ owner }: Stack) => {
  const text = `SELECT subject_id AS id, actor_kind AS actor FROM audit_logs WHERE action = 'limit.ended' ORDER BY id`;
  return (await owner.query<Record<string, unknown>>(text)).rows;
};

test('what each role may hold is as it was before limits were rows', async () => {
  await using stack = await createStack();
  const policies: Record<string, unknown> = {};
  for (const role of roles) policies[role] = (await stack.services.me.get(await stack.person(role))).policy;
  const support = { deployments: 8, vcpus: 24, memoryMiB: 49_152, diskGiB: 600 };
  expect(policies).toEqual({
    support,
    template_admin: support,
    lead: { deployments: 20, vcpus: 64, memoryMiB: 131_072, diskGiB: 1_600 },
    auditor: { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 },
    admin: { deployments: 500, vcpus: 2_000, memoryMiB: 4_194_304, diskGiB: 40_000 },
  });
});

test('the lowest of everyone, role and team holds, and a grant to the person instead of them', async () => {
  await using portal = await limitsWorld();
  const { stack, sam, voice, set } = portal;
  await set({ subject: 'everyone', value: 3 });
  await set({ subject: 'team', of: voice.id, value: 2 });
  await stack.create(sam);
  await stack.create(sam);
  await expect(stack.create(sam)).rejects.toMatchObject(overLimit('team', 2));
  await set({ subject: 'person', of: sam.principal.userId, value: 4 });
  await stack.create(sam);
  await stack.create(sam);
  await expect(stack.create(sam)).rejects.toMatchObject(overLimit('person', 4));
});

test('without any limit, what the portal takes holds', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam } = portal;
  for (const { id } of (await stack.services.limits.list(admin)).items) await stack.services.limits.remove(admin, id);
  expect((await stack.services.me.get(sam)).policy.deployments).toBe(100_000);
});

test('a grant ends by itself: the others hold again, and its end is on record once', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, set } = portal;
  const { limits } = hoursAhead(stack, -2).services;
  const grant = { subject: 'person', of: sam.principal.userId, measure: 'deployments', value: 20 } as const;
  const ended = { ...grant, endsAt: hoursAfter(new Date(), -1).toISOString() };
  const { id } = await limits.create(admin, ended);
  await set({ subject: 'everyone', value: 1 });
  await stack.create(sam);
  await expect(stack.create(sam)).rejects.toMatchObject(overLimit('everyone', 1));
  const now = stack.services.limits;
  expect((await now.list(admin)).items.map((limit) => limit.id)).not.toContain(id);
  for (const ask of [
    () => now.byId(admin, id),
    () => now.change(admin, { id, value: 21 }),
    () => now.remove(admin, id),
  ]) {
    await expect(ask()).rejects.toMatchObject({ code: 'not_found' });
  }
  for (const _ of [1, 2]) await createEngine(stack.ports).sweep();
  expect(await endsOnRecord(stack)).toEqual([{ id, actor: 'system' }]);
});

test('of what is granted to a person the highest holds, and beside what lasts there can be others that end', async () => {
  await using portal = await limitsWorld();
  const { stack, sam, set } = portal;
  const grant = { subject: 'person', of: sam.principal.userId } as const;
  const endsAt = hoursAfter(new Date(), 1).toISOString();
  await set({ ...grant, value: 1 });
  await expect(set({ ...grant, value: 9 })).rejects.toMatchObject({ reason: { code: 'limit_exists' } });
  const higher = await set({ ...grant, value: 2, endsAt });
  await set({ ...grant, value: 0, endsAt });
  await stack.create(sam);
  await stack.create(sam);
  await expect(stack.create(sam)).rejects.toMatchObject(overLimit('person', 2));
  const { limits, me } = stack.services;
  expect((await me.get(sam)).limits).toContainEqual(expect.objectContaining({ source: 'person', limit: 2, endsAt }));
  const lasting = limits.change(portal.admin, { id: higher.id, value: 2, endsAt: null });
  await expect(lasting).rejects.toMatchObject({ reason: { code: 'limit_exists' } });
});

test('an end lies ahead, and is one person’s alone', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, set } = portal;
  const grant = { subject: 'person', of: sam.principal.userId, value: 20 } as const;
  const refusal = { code: 'invalid_input', details: { fields: [{ field: 'endsAt' }] } };
  const passed = hoursAfter(new Date(), -1).toISOString();
  await expect(set({ ...grant, endsAt: passed })).rejects.toMatchObject(refusal);
  const { id } = await set(grant);
  const { limits } = stack.services;
  await expect(limits.change(admin, { id, value: 20, endsAt: passed })).rejects.toMatchObject(refusal);
  const endsAt = hoursAfter(new Date(), 1).toISOString();
  expect(await limits.change(admin, { id, value: 20, endsAt })).toMatchObject({ version: 2, endsAt });
  expect(await limits.change(admin, { id, value: 21 })).toMatchObject({ version: 3, endsAt });
  const everyone = await set({ subject: 'everyone', value: 3 });
  await expect(limits.change(admin, { id: everyone.id, value: 3, endsAt })).rejects.toMatchObject(refusal);
});

test('limits that cannot be read let nothing in', async () => {
  await using portal = await limitsWorld();
  const { stack, sam } = portal;
  await stack.owner.query('REVOKE SELECT ON limits FROM portal_app');
  await expect(stack.create(sam)).rejects.toThrow();
  expect((await stack.owner.query('SELECT FROM deployments')).rowCount).toBe(0);
});

test('a limit below what is held takes nothing, and lets nothing more in until less is held', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, set, held } = portal;
  const [first] = [await held(sam), await held(sam)];
  const wanted = { subject: 'person', of: sam.principal.userId, measure: 'deployments', value: 1 } as const;
  const above = { items: [{ id: wanted.of, name: sam.principal.name, used: 2 }], total: 1 };
  expect(await stack.services.limits.preview(admin, wanted)).toEqual(above);
  await set(wanted);
  expect((await stack.services.me.get(sam)).usage.deployments).toBe(2);
  await expect(stack.create(sam)).rejects.toMatchObject(overLimit('person', 1, 2));
  await expect(stack.services.deployments.act(sam, { action: 'resize', id: first, vcpus: 3 })).resolves.toMatchObject({
    status: 'resizing',
  });
});

test('who would be above a limit: each of a role or a team, a team together, and nobody who has a grant', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, dana, eve, voice, set, held } = portal;
  for (const owner of [sam, sam, dana, eve, eve, eve]) await held(owner);
  await set({ subject: 'person', of: eve.principal.userId, value: 50 });
  const above = async (asked: Omit<CreateLimit, 'measure'>) => {
    const { items, total } = await stack.services.limits.preview(admin, { measure: 'deployments', ...asked });
    return [total, ...items.map(({ name, used }) => [name, used])];
  };
  expect(await above({ subject: 'role', of: 'support', value: 1 })).toEqual([1, [sam.principal.name, 2]]);
  expect(await above({ subject: 'everyone', value: 0 })).toEqual([
    2,
    [sam.principal.name, 2],
    [dana.principal.name, 1],
  ]);
  expect(await above({ subject: 'team', of: voice.id, together: true, value: 2 })).toEqual([1, ['Voice', 3]]);
  expect(await above({ subject: 'everyone', together: true, value: 5 })).toEqual([1, [null, 6]]);
  expect(await above({ subject: 'everyone', together: true, value: 6 })).toEqual([0]);
  const capitals = sam.principal.userId.toUpperCase();
  expect(await above({ subject: 'person', of: capitals, value: 1 })).toEqual([1, [sam.principal.name, 2]]);
});

test('over REST, of each or of all together, and no more than there can be of the measure', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, voice, held } = portal;
  for (const _ of [1, 2]) await held(sam);
  const rest = await restOf(stack, admin);
  const asked = `/limits/preview?subject=team&of=${voice.id}&measure=deployments`;
  const above = async (query: string) =>
    limitPreviewSchema.parse(await (await rest('GET', `${asked}&${query}`)).json());
  expect(await above('value=1&together=true')).toMatchObject({ items: [{ name: 'Voice', used: 2 }] });
  expect(await above('value=1&together=false')).toMatchObject({ items: [{ name: sam.principal.name, used: 2 }] });
  expect(problemSchema.parse(await (await rest('GET', `${asked}&value=100001`)).json()).errors).toMatchObject([
    { field: 'value', code: 'number_too_large', params: { max: 100_000 } },
  ]);
});

test('a refused limit is on record with whom it was asked for, and once however often it is asked for in a minute', async () => {
  await using portal = await limitsWorld();
  const { stack, set } = portal;
  for (const value of [1, 2]) {
    await expect(set({ subject: 'role', of: 'nobody', value })).rejects.toMatchObject({ code: 'invalid_input' });
  }
  const { rows } = await stack.owner.query("SELECT detail ->> 'of' AS of FROM audit_logs WHERE outcome = 'refused'");
  expect(rows).toEqual([{ of: 'nobody' }]);
});

test('administrators and auditors read what holds for somebody as they themselves do, and nobody else', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, dana, voice, set, held } = portal;
  await held(sam);
  await set({ subject: 'team', of: voice.id, together: true, measure: 'running', value: 9 });
  const endsAt = hoursAfter(new Date(), 1).toISOString();
  await set({ subject: 'person', of: sam.principal.userId, value: 20, endsAt });
  const { limits, me } = stack.services;
  const own = (await me.get(sam)).limits;
  for (const reader of [admin, await stack.person('auditor')]) {
    expect((await limits.ofPerson(reader, sam.principal.userId)).items).toEqual(own);
  }
  expect(own).toContainEqual(expect.objectContaining({ source: 'person', limit: 20, used: 1, endsAt }));
  await expect(limits.ofPerson(dana, sam.principal.userId)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(limits.ofPerson(admin, voice.id)).rejects.toMatchObject({ code: 'not_found' });
});

/** Everything that makes somebody hold more, at a limit that is full. */
const ways: readonly (readonly [string, (portal: Awaited<ReturnType<typeof limitsWorld>>) => Promise<unknown>])[] = [
  ['a create', ({ stack, dana }) => stack.create(dana)],
  [
    'a create for a colleague',
    ({ stack, admin, dana }) =>
      stack.services.deployments.create(admin, {
        templateId: stack.template.templateId,
        owner: dana.principal.userId,
      }),
  ],
  [
    'a VM that is given from another team',
    async ({ stack, admin, dana, eve, held }) =>
      stack.services.deployments.act(admin, { action: 'transfer', id: await held(eve), to: dana.principal.userId }),
  ],
  [
    'a VM that is accepted from another team',
    async ({ stack, admin, dana, eve, held }) => {
      const id = await held(eve);
      await stack.services.handovers.offer(admin, { id, to: dana.principal.userId });
      return stack.services.handovers.accept(dana, id);
    },
  ],
];

test.each(ways)('what a team holds together is not passed by %s', async (_, way) => {
  await using portal = await limitsWorld();
  const { voice, sam, set, held } = portal;
  await held(sam);
  await set({ subject: 'team', of: voice.id, together: true, value: 1 });
  await expect(way(portal)).rejects.toMatchObject(overLimit('team_together', 1));
});

test('nor by a VM that grows; and a VM that is given within the team adds nothing to it', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, dana, voice, set, held } = portal;
  const id = await held(sam);
  await set({ subject: 'team', of: voice.id, together: true, value: 1 });
  await set({ subject: 'team', of: voice.id, together: true, measure: 'vcpus', value: 2 });
  const { deployments } = stack.services;
  await expect(deployments.act(sam, { action: 'resize', id, vcpus: 3 })).rejects.toMatchObject(
    overLimit('team_together', 2),
  );
  expect(await deployments.act(admin, { action: 'transfer', id, to: dana.principal.userId })).toMatchObject({
    owner: { id: dana.principal.userId },
  });
});

const processes = 4;
const creates = 200;
const most = 25;

/** What became of all of them. */
const createdBySeveral = async ({ appUrl, template }: Stack, people: readonly PersonContext[]): Promise<string[]> => {
  const script = fileURLToPath(new URL('./creating-process.ts', import.meta.url));
  const work: Work = { url: appUrl, templateId: template.templateId, people, creates: creates / processes };
  const outcomes = await Promise.all(
    Array.from({ length: processes }, async () => {
      const child = fork(script, { execArgv: [] });
      child.send(work);
      const early = once(child, 'exit').then(() => Promise.reject(new Error('It ended before it was done.')));
      const [done] = (await Promise.race([once(child, 'message'), early])) as [readonly string[]];
      return done;
    }),
  );
  return outcomes.flat();
};

test.each([
  ['VMs', 'person', 'deployments'],
  ['running VMs', 'person', 'running'],
  ['VMs', 'team', 'deployments'],
  ['running VMs', 'everyone', 'running'],
  ['VMs', 'template', 'deployments'],
  ['running VMs', 'cluster', 'running'],
] as const)(
  `${creates} creates at once from ${processes} processes on a limit of ${most} %s for %s: exactly ${most} are let in`,
  async (_, subject, limited) => {
    await using portal = await limitsWorld();
    const { stack, admin, voice, set } = portal;
    const sam = await stack.person('support', voice);
    const leads = await Promise.all(Array.from({ length: 10 }, () => stack.person('lead', voice)));
    const of = {
      ...{ person: sam.principal.userId, team: voice.id, everyone: undefined },
      ...{ template: stack.template.templateId, cluster: stack.cluster.id },
    }[subject];
    await set({
      subject,
      ...(of !== undefined && { of }),
      together: subject !== 'person',
      measure: limited,
      value: most,
    });
    for (const measure of ['deployments', 'vcpus', 'memoryMiB', 'diskGiB'] as const) {
      if (measure === limited) continue;
      const value = (most + 1) * figures[measure];
      await set({ subject: 'person', of: sam.principal.userId, measure, value });
    }
    const outcomes = await createdBySeveral(stack, subject === 'person' ? [sam] : leads);
    expect(outcomes.filter((outcome) => outcome === 'granted')).toHaveLength(most);
    expect(outcomes.filter((outcome) => outcome === 'over_limit')).toHaveLength(creates - most);
    expect(await stack.services.deployments.count(admin, {})).toMatchObject({ count: most });
  },
);
