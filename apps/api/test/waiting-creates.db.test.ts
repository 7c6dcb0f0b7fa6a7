// A create that waits for a request for more: it is made with the approval, once, by the rules as they are then; or the request says why not.
import { requestedActions } from '@portal/domain';
import type { CreateDeployment, CreateLimitRequest } from '@portal/types';
import { expect, test } from 'vitest';
import { limitsWorld } from './limits-world.ts';
import { until } from './stack.ts';

const more: CreateLimitRequest = { measure: 'deployments', value: 2, days: 1, reason: 'A second machine to compare.' };

/** Sam holds the one VM that each person may, and the leads decide on another. */
const waitingWorld = async () => {
  const portal = await limitsWorld();
  const { stack, voice, sam } = portal;
  await portal.set({ subject: 'everyone', value: 1 });
  const [lou, lea] = [await stack.person('lead', voice), await stack.person('lead', voice)];
  await stack.create(sam, 'first');
  const { requests } = stack.services;
  const vm: CreateDeployment = { templateId: stack.template.templateId, name: 'second' };
  const ask = (create: CreateDeployment = vm) => requests.create(sam, { ...more, create });
  const named = async (name: string) =>
    (await stack.services.deployments.list(sam, { q: name })).items.filter((one) => one.name === name);
  return { ...portal, requests, lou, lea, vm, ask, named };
};

const count = (rows: readonly unknown[]): number => rows.length;

test('with the approval the VM is there, of whoever asked and as they asked for it, and is made like any other', async () => {
  await using portal = await waitingWorld();
  const { stack, sam, lou, requests, vm, ask, named } = portal;
  const asked = await ask({ ...vm, purpose: 'To compare', tags: ['voip'] });
  expect(asked).toMatchObject({ state: 'open', create: { name: 'second', template: stack.template.name } });
  expect(await named('second')).toEqual([]);

  const { decided } = await requests.approve(lou, { id: asked.id });
  expect(decided).toMatchObject({ granted: { value: 2 }, fault: null });
  const id = decided?.deploymentId ?? '';
  expect(await stack.services.deployments.byId(sam, id)).toMatchObject({
    ...{ name: 'second', purpose: 'To compare', tags: ['voip'], status: 'queued' },
    owner: { id: sam.principal.userId },
  });
  const { rows } = await stack.owner.query<{ action: string }>(
    `SELECT action FROM audit_logs WHERE actor_id = $1 AND outcome = 'succeeded' ORDER BY action`,
    [lou.principal.userId],
  );
  expect(rows.map(({ action }) => action)).toEqual([
    requestedActions.create,
    'limit.created',
    'user.limit_request_approved',
  ]);
  await stack.carry(id, ['running']);
});

test('of those who approve at once one makes it, and what is withdrawn or rejected makes nothing', async () => {
  await using portal = await waitingWorld();
  const { stack, sam, lou, lea, requests, vm, ask, named } = portal;
  await requests.withdraw(sam, (await ask()).id);
  await requests.reject(lou, { id: (await ask()).id, comment: 'No.' });
  expect(await named('second')).toEqual([]);
  const { id } = await requests.create(sam, { ...more, value: 5, create: vm });
  // Of the same owner, at the same moment.
  const others = Promise.allSettled(['third', 'fourth', 'fifth'].map((name) => stack.create(sam, name)));
  const outcomes = await Promise.allSettled([lou, lea, lou, lea].map((lead) => requests.approve(lead, { id })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const other of await others) {
    if (other.status === 'rejected') expect(other.reason).toMatchObject({ code: 'limit_exceeded' });
  }
  expect(await named('second')).toHaveLength(1);
});

test('an approval that is cut off has granted nothing and made nothing, and the next one does both', async () => {
  await using portal = await waitingWorld();
  const { stack, sam, lou, lea, requests, ask, named } = portal;
  const { id } = await ask();
  // It stands before the last of what it decides on.
  const holder = await stack.owner.connect();
  await holder.query(`SELECT pg_advisory_lock(hashtextextended('quota:${sam.principal.userId}', 0))`);
  const cutOff = requests.approve(lou, { id }).then(
    () => 'answered',
    () => 'cut off',
  );
  await until('the approval to be cut off', async () => {
    const { rowCount } = await stack.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
    );
    return rowCount === 1;
  });
  expect(await cutOff).toBe('cut off');
  await holder.query('SELECT pg_advisory_unlock_all()');
  holder.release();
  const { rows } = await stack.owner.query('SELECT FROM limits WHERE user_id IS NOT NULL');
  expect([(await requests.byId(sam, id)).state, count(rows), count(await named('second'))]).toEqual(['open', 0, 0]);
  expect((await requests.approve(lea, { id })).decided).toMatchObject({
    deploymentId: expect.any(String),
    fault: null,
  });
  expect(await named('second')).toHaveLength(1);
});

test('what can no longer be made is said with the request, and what is granted holds', async () => {
  await using portal = await waitingWorld();
  const { stack, admin, sam, dana, lou, set, requests, vm, ask } = portal;
  const faultOf = async (name: string, meanwhile: () => Promise<unknown>): Promise<string | undefined> => {
    const { id } = await ask({ ...vm, name });
    await meanwhile();
    const { decided } = await requests.approve(lou, { id });
    expect(decided).toMatchObject({ granted: { value: 2 }, deploymentId: null });
    const { rows } = await stack.owner.query<{ id: string }>(
      'SELECT id FROM limits WHERE user_id = $1 AND removed_at IS NULL',
      [sam.principal.userId],
    );
    for (const limit of rows) await stack.services.limits.remove(admin, limit.id);
    return decided?.fault?.code;
  };
  expect(await faultOf('second', () => stack.create(dana, 'second'))).toBe('host_name_taken');
  const narrow = () => set({ subject: 'everyone', measure: 'vcpus', value: 1 });
  expect(await faultOf('third', narrow)).toBe('over_limit');
});

test('nothing but this limit may stand in its way, and it is one’s own', async () => {
  await using portal = await waitingWorld();
  const { sam, dana, set, vm, ask, requests } = portal;
  await expect(ask({ ...vm, name: 'first' })).rejects.toMatchObject({ reason: { code: 'name_taken' } });
  await expect(ask({ ...vm, vcpus: 64 })).rejects.toMatchObject({ code: 'limit_exceeded' });
  await expect(ask({ ...vm, owner: dana.principal.userId })).rejects.toMatchObject({
    details: { fields: [{ field: 'create.owner' }] },
  });
  await expect(ask({ ...vm, templateId: 'no-such' })).rejects.toMatchObject({ code: 'not_found' });
  await set({ subject: 'everyone', measure: 'vcpus', value: 1 });
  await expect(ask()).rejects.toMatchObject({ code: 'limit_exceeded' });
  expect((await requests.list(sam, {})).items).toEqual([]);
});
