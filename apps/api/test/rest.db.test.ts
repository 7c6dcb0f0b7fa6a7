import { systemIds } from '@portal/db/system';
import { deploymentSchema, problemSchema } from '@portal/types';
import { expect, test } from 'vitest';
import { asking, queries, startMutations } from './every-mutation.ts';
import { auditOf, portalVms } from './observe-cluster.ts';
import { restOf } from './rest-client.ts';
import { createStack, until } from './stack.ts';

const created = async (response: Response) => {
  expect(response.status).toBe(202);
  return deploymentSchema.parse(await response.json());
};

test("another person's deployment is, byte for byte, the 404 of a missing one, unchanged, and the attempt is on record", async () => {
  await using stack = await createStack();
  const owner = await stack.person('support');
  const id = await stack.create(owner);
  await stack.carry(id, ['running']);
  const stranger = await restOf(stack, await stack.person('support'));
  const snapshot = `/snapshots/${systemIds.next()}`;
  const attempts = [
    ['GET', ''],
    ['GET', '/operations'],
    ['GET', '/steps'],
    ['GET', '/snapshots'],
    ['DELETE', ''],
    ['POST', '/start'],
    ['POST', '/stop'],
    ['POST', '/reboot'],
    ['POST', '/reset'],
    ['POST', '/rebuild'],
    ['POST', '/snapshots'],
    ['POST', `${snapshot}/rollback`],
    ['DELETE', snapshot],
  ] as const;
  for (const [method, suffix] of attempts) {
    const whole = async (named: string) => {
      const headers = { 'x-request-id': 'same' };
      const answer = await stranger(method, `/deployments/${named}${suffix}`, { headers });
      // What is left of a limit counts requests, whatever they were about.
      answer.headers.delete('ratelimit');
      return { status: answer.status, headers: [...answer.headers], body: await answer.text() };
    };
    const missing = await whole(systemIds.next());
    expect(missing.status).toBe(404);
    expect(await whole(id)).toEqual(missing);
    expect(await whole('nothing')).toEqual(missing);
  }
  expect((await stack.deployment(id)).status).toBe('running');
  const refused = (await auditOf(stack, id)).filter(({ outcome }) => outcome === 'refused');
  expect(refused.map(({ action, actor_kind }) => `${actor_kind} ${action}`)).toEqual([
    'token deployment.delete_requested',
    'token deployment.start_requested',
    'token deployment.stop_requested',
    'token deployment.reboot_requested',
    'token deployment.reset_requested',
    'token deployment.rebuild_requested',
    'token deployment.snapshot_requested',
    'token deployment.rollback_requested',
    'token deployment.snapshot_removal_requested',
  ]);
  const trail = await stranger('GET', `/audit?subjectId=${id}`);
  expect(await trail.json()).toEqual({ items: [], nextCursor: null });
  const { items } = await stack.services.audit.list(await stack.person('auditor'), { outcome: 'refused' });
  expect(items.map(({ subject }) => subject.id)).toEqual(refused.map(() => id));
});

test('two creates at the limit: exactly one passes, and the other is told the figures', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const rest = await restOf(stack, actor);
  const { policy } = await stack.services.me.get(actor);
  for (let index = 1; index < policy.deployments; index += 1) await stack.create(actor, `filling-${index}`);
  const body = { templateId: stack.template.templateId };
  const answers = await Promise.all(Array.from({ length: 6 }, () => rest('POST', '/deployments', { body })));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 422, 422, 422, 422, 422]);
  const refused = answers.find(({ status }) => status === 422);
  expect(problemSchema.parse(await refused?.json())).toMatchObject({
    code: 'limit_exceeded',
    limit: policy.deployments,
    used: policy.deployments,
    requested: 1,
  });
  expect((await stack.services.me.get(actor)).usage.deployments).toBe(policy.deployments);
});

test('one Idempotency-Key makes one VM, also when its requests arrive together', async () => {
  await using stack = await createStack();
  const rest = await restOf(stack, await stack.person('support'));
  const body = { templateId: stack.template.templateId, name: 'once' };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => rest('POST', '/deployments', { body, key: 'the-same' })),
  );
  const ids = await Promise.all(answers.map(async (answer) => (await created(answer)).id));
  expect(new Set(ids).size).toBe(1);
  const other = await rest('POST', '/deployments', { body: { ...body, name: 'twice' }, key: 'the-same' });
  expect(other.status).toBe(409);
  expect(problemSchema.parse(await other.json()).code).toBe('idempotency_key_reused');
});

test('every mutation through the REST facade leaves its audit row, made by the token', async () => {
  await using stack = await createStack();
  const rest = await restOf(stack, await stack.person('support'));
  const { id } = await created(await rest('POST', '/deployments', { body: { templateId: stack.template.templateId } }));
  await stack.carry(id, ['running']);
  await created(await rest('POST', `/deployments/${id}/stop`));
  await stack.carry(id, ['stopped']);
  await created(await rest('POST', `/deployments/${id}/start`));
  await stack.carry(id, ['running']);
  await created(await rest('POST', `/deployments/${id}/reboot`));
  await stack.carry(id, ['running']);
  expect((await rest('POST', `/deployments/${id}/extend`, { body: { hours: 2 } })).ok).toBe(true);
  await created(await rest('DELETE', `/deployments/${id}`));
  await stack.carry(id, ['deleted']);
  const byToken = (await auditOf(stack, id)).filter(({ actor_kind }) => actor_kind === 'token');
  expect(byToken.map(({ action }) => action)).toEqual([
    'deployment.created',
    'deployment.stop_requested',
    'deployment.start_requested',
    'deployment.reboot_requested',
    'deployment.extended',
    'deployment.delete_requested',
  ]);
  expect(await portalVms(stack)).toEqual([]);
});

test('a refused transition names the present status and what is allowed, and changes nothing', async () => {
  await using stack = await createStack();
  const rest = await restOf(stack, await stack.person('support'));
  const { id } = await created(await rest('POST', '/deployments', { body: { templateId: stack.template.templateId } }));
  const answer = await rest('POST', `/deployments/${id}/start`);
  expect(answer.status).toBe(409);
  expect(problemSchema.parse(await answer.json())).toMatchObject({
    code: 'transition_refused',
    currentStatus: 'queued',
    allowedActions: ['extend', 'remove_end', 'edit', 'transfer', 'set_schedule', 'delete'],
  });
  expect((await stack.deployment(id)).version).toBe(1);
});

test('a size outside the template is refused with the bound, and no VM is made', async () => {
  await using stack = await createStack();
  const rest = await restOf(stack, await stack.person('support'));
  const answer = await rest('POST', '/deployments', { body: { templateId: stack.template.templateId, vcpus: 64 } });
  expect(answer.status).toBe(422);
  expect(problemSchema.parse(await answer.json())).toMatchObject({ limit: 4, requested: 64 });
  const { items } = await stack.services.deployments.list(await stack.person('admin'), {});
  expect(items).toEqual([]);
});

/** From now on, by name and however they come about. */
const tablesWritten = `
  CREATE TABLE portal_test.written (name text NOT NULL);
  CREATE FUNCTION portal_test.note_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    AS 'BEGIN INSERT INTO portal_test.written VALUES (TG_TABLE_NAME); RETURN NULL; END';
  DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT place FROM portal_test.tables LOOP
      EXECUTE format('CREATE TRIGGER note_written AFTER INSERT OR UPDATE OR DELETE ON %s EXECUTE FUNCTION portal_test.note_written()', one.place);
    END LOOP;
  END $$`;

test('whoever reads writes nothing, but for requests and the use of tokens, which are counted in memory and written in blocks', async () => {
  await using world = await startMutations();
  const { stack, admin } = world;
  const reads = [];
  for (const [name, inputOf] of Object.entries(queries)) {
    // A copy of the trail is on record.
    if (name !== 'audit.export') reads.push([name, await inputOf(world)] as const);
  }
  const read = asking(await restOf(stack, admin));
  const used = async () => (await stack.owner.query('SELECT FROM api_token_uses')).rowCount === 1;
  await read('me.get', {});
  // That a token comes from an address for the first time is on record.
  await until('the first use of the token to be written', used);
  await stack.owner.query(tablesWritten);
  for (const [name, input] of reads) expect([name, (await read(name, input)).status]).toEqual([name, 200]);
  const { rows } = await stack.owner.query<{ name: string }>('SELECT DISTINCT name FROM portal_test.written');
  expect(rows.filter(({ name }) => name !== 'request_counts' && name !== 'api_token_uses')).toEqual([]);
});
