import { createServices, DomainError, type PersonContext } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import type { PublishTemplate, RegisterTemplate } from '@portal/types';
import { expect, test } from 'vitest';
import { createStack, type Stack, webhookSender, wordsOf } from './stack.ts';
import { look, registration } from './template-registration.ts';
import { underKey } from './under-key.ts';

const refusal = async (work: Promise<unknown>): Promise<DomainError> => {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (error instanceof DomainError) return error;
  throw new Error('nothing was refused');
};

const fieldsOf = ({ details }: DomainError) => details.fields?.map(({ field }) => field);

const recorded = async (stack: Stack, actor: PersonContext, action: string) => {
  const { items } = await stack.services.audit.list(await stack.person(), {
    action,
    actor: actor.principal.userId,
  });
  return items.map(({ outcome }) => outcome);
};

const setUp = async () => {
  const stack = await createStack();
  await look(stack);
  return stack;
};

test('a registered template is on offer as version 1, and a VM can be made from it', async () => {
  await using stack = await setUp();
  const admin = await stack.person();
  const template = await stack.services.templateAdmin.register(admin, registration(stack, 'debian'));
  expect(template).toMatchObject({ slug: 'debian', version: 1, state: 'available', creatable: { allowed: true } });
  expect(template.source).toEqual({ clusterId: stack.cluster.id, cluster: 'test', vmid: 9004 });
  const support = await stack.person('support');
  expect((await stack.services.templates.byId(support, 'debian')).source).toBeNull();
  const input = { templateId: 'debian' };
  const { id } = await stack.services.deployments.create(support, input);
  expect((await stack.carry(id, ['running'])).memoryMiB).toBe(1024);
  expect(await recorded(stack, admin, 'template.registered')).toEqual(['succeeded']);
});

test('a size by its name makes a VM of its figures; one that is not offered is refused at its field', async () => {
  await using stack = await setUp();
  const admin = await stack.person();
  const { templateAdmin, templates, deployments } = stack.services;
  const sizes = [{ name: 'Large', vcpus: 4, memoryMiB: 4096, diskGiB: 40 }];
  const request = { ...registration(stack, 'debian'), sizes, icon: 'debian' } as const;
  await templateAdmin.register(admin, request);
  const support = await stack.person('support');
  expect(await templates.byId(support, 'debian')).toMatchObject({ sizes, icon: 'debian' });
  const { id } = await deployments.create(support, { templateId: 'debian', size: 'Large' });
  expect(await deployments.byId(support, id)).toMatchObject({ vcpus: 4, memoryMiB: 4096, diskGiB: 40, icon: 'debian' });
  expect(fieldsOf(await refusal(deployments.create(support, { templateId: 'debian', size: 'Small' })))).toEqual([
    'size',
  ]);
});

test('a repeated registration finds what the first one made; another template under its slug is refused', async () => {
  await using stack = await setUp();
  const admin = await stack.person();
  const { templateAdmin } = stack.services;
  const input = registration(stack, 'debian');
  const first = await templateAdmin.register(admin, input);
  expect((await templateAdmin.register(admin, input)).id).toBe(first.id);
  const other = await refusal(templateAdmin.register(admin, { ...input, name: 'Another' }));
  expect(other.code).toBe('conflict');
  expect(fieldsOf(other)).toEqual(['slug']);
  const racing = ['One', 'Two'].map((name) =>
    templateAdmin.register(admin, { ...registration(stack, 'raced'), name }).catch((error: unknown) => error),
  );
  expect((await Promise.all(racing)).filter((result) => result instanceof DomainError)).toHaveLength(1);
});

test('a new version is for new requests: VMs that exist keep theirs, and no version ever changes', async () => {
  await using stack = await setUp();
  const admin = await stack.person();
  const { templateAdmin, deployments } = stack.services;
  const { slug, ...located } = registration(stack, 'debian');
  const { id } = await templateAdmin.register(admin, { slug, ...located });
  const made = (input: { name: string }) => deployments.create(admin, { templateId: id, ...input });
  const old = await made({ name: 'old' });
  const before = await templateAdmin.versions(admin, id);
  const next: PublishTemplate = { id, baseVersion: 1, ...located, name: 'Debian 13.1' };
  expect(await templateAdmin.publish(admin, next)).toMatchObject({ version: 2, name: 'Debian 13.1' });
  expect((await templateAdmin.publish(admin, next)).version).toBe(2);
  expect((await made({ name: 'new' })).templateVersion).toBe(2);
  expect(await deployments.byId(admin, old.id)).toMatchObject({ templateVersion: 1, templateName: 'Debian 13' });
  const after = await templateAdmin.versions(admin, id);
  expect(after.items.map(({ version }) => version)).toEqual([2, 1]);
  expect(after.items.slice(1)).toEqual(before.items);
  const unchanged = await refusal(templateAdmin.publish(admin, { ...next, baseVersion: 2 }));
  expect(unchanged.reason).toEqual({ code: 'version_says_the_same', params: { version: 2 } });
});

test('of two administrators who publish at once, one wins and the other is told', async () => {
  await using stack = await setUp();
  const admins = [await stack.person(), await stack.person()];
  const { templateAdmin } = stack.services;
  const [first] = admins;
  if (first === undefined) throw new Error('nobody');
  const { slug, ...located } = registration(stack, 'debian');
  const { id } = await templateAdmin.register(first, { slug, ...located });
  const publications = admins.map((admin, index) =>
    templateAdmin
      .publish(admin, { id, baseVersion: 1, ...located, name: `By ${index}` })
      .catch((error: unknown) => error),
  );
  const refused = (await Promise.all(publications)).filter((result) => result instanceof DomainError);
  expect(refused.map(({ code, reason }) => [code, reason])).toEqual([
    ['conflict', { code: 'version_published_meanwhile', params: { version: 2 } }],
  ]);
  const { items } = await templateAdmin.versions(first, id);
  expect(items).toHaveLength(2);
});

test('what the cluster does not show is refused field by field, and the refusal is on record', async () => {
  await using stack = await setUp();
  const admin = await stack.person();
  const { templateAdmin } = stack.services;
  const input = registration(stack, 'debian');
  const register = (source: Partial<RegisterTemplate['source']>, diskGiB = input.diskGiB) =>
    refusal(templateAdmin.register(admin, { ...input, diskGiB, source: { ...input.source, ...source } }));
  expect(fieldsOf(await register({ cluster: 'elsewhere' }))).toEqual(['source.cluster']);
  expect(fieldsOf(await register({ vmid: 101 }))).toEqual(['source.vmid']);
  expect(fieldsOf(await register({ vmid: 9002 }))).toEqual(['source.vmid']);
  expect(fieldsOf(await register({ disk: 'scsi1' }))).toEqual(['source.disk']);
  expect(fieldsOf(await register({}, { min: 4, default: 10, max: 40 }))).toEqual(['diskGiB.min']);
  // Of one kind, in one minute.
  expect(await recorded(stack, admin, 'template.registered')).toEqual(['refused']);
});

test('nobody but an administrator changes a template, auditors may look, and attempts are on record', async () => {
  await using stack = await setUp();
  const { templateAdmin } = stack.services;
  const { templateId: id } = stack.template;
  const [auditor, lead] = [await stack.person('auditor'), await stack.person('lead')];
  expect((await templateAdmin.versions(auditor, id)).items).toHaveLength(1);
  expect((await templateAdmin.seen(auditor, 'test')).items.map(({ vmid }) => vmid)).toEqual([9002, 9004]);
  for (const actor of [auditor, lead]) {
    const disabling = await refusal(templateAdmin.disable(actor, { id, reason: 'No.' }));
    expect(disabling.code).toBe('forbidden');
    expect(await recorded(stack, actor, 'template.disabled')).toEqual(['refused']);
  }
  expect((await refusal(templateAdmin.seen(lead, 'test'))).code).toBe('forbidden');
  expect((await stack.services.templates.byId(lead, id)).state).toBe('available');
});

test('a template that is taken off the offer takes no requests and says why, until it is put back', async () => {
  await using stack = await setUp();
  const admin = await stack.person();
  const { templateAdmin, deployments } = stack.services;
  const { templateId: id } = stack.template;
  const create = () => deployments.create(admin, { templateId: id });
  const old = await create();
  const deprecated = await templateAdmin.deprecate(admin, { id, reason: 'Use Debian 14' });
  expect(deprecated).toMatchObject({ state: 'deprecated', stateReason: 'Use Debian 14', stateSetBy: 'admin' });
  expect(wordsOf(await refusal(create()))).toBe('This template is deprecated. Use Debian 14.');
  expect((await stack.carry(old.id, ['running'])).status).toBe('running');
  await templateAdmin.disable(admin, { id, reason: 'It is unsafe.' });
  expect(wordsOf(await refusal(create()))).toContain('It is unsafe.');
  await templateAdmin.enable(admin, id);
  await templateAdmin.enable(admin, id);
  await create();
  expect(await recorded(stack, admin, 'template.enabled')).toEqual(['succeeded']);
});

test('a template that is taken off the offer while a request is being decided takes it no more', async () => {
  await using stack = await createStack();
  const admin = await stack.person();
  const { templateId: id } = stack.template;
  const { clock, ids, vault } = stack.ports;
  const { templates } = stack.database;
  const overtaken = createServices({
    words: rendererFor,
    ...stack.database,
    ...{ clock, ids, vault, webhookSender },
    templates: {
      ...templates,
      byId: async (asked) => {
        const offer = await templates.byId(asked);
        await stack.services.templateAdmin.disable(admin, { id, reason: 'It is unsafe.' });
        return offer;
      },
    },
  });
  const refused = await refusal(overtaken.deployments.create(admin, { templateId: id }));
  expect(wordsOf(refused)).toContain('It is unsafe.');
  expect((await stack.services.me.get(admin)).usage.deployments).toBe(0);
});

test('a repeat under one key is answered as the first was, although a narrower version was published since', async () => {
  await using stack = await setUp();
  const admin = await stack.person();
  const { templateAdmin, deployments } = stack.services;
  const { slug, ...located } = registration(stack, 'debian');
  const { id } = await templateAdmin.register(admin, { slug, ...located });
  const input = { templateId: id, memoryMiB: 4096 };
  const once = () => underKey(stack, admin, 'once').deployments.create(input);
  const first = await once();
  await templateAdmin.publish(admin, {
    id,
    baseVersion: 1,
    ...located,
    memoryMiB: { min: 512, default: 1024, max: 2048 },
  });
  expect((await once()).id).toBe(first.id);
  expect((await refusal(deployments.create(admin, input))).code).toBe('limit_exceeded');
});
