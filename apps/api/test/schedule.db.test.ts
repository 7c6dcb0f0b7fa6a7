// Starting and stopping by schedule: once each time, by whichever worker, within the limits, and never against what somebody did since its hour.
import type { PersonContext } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { hourMs, type Schedule, weekdays } from '@portal/types';
import { expect, test } from 'vitest';
import { hoursAhead } from './leases.ts';
import { limitsWorld } from './limits-world.ts';
import { disable, makeMessages } from './messages.ts';
import { deployed } from './mutation-subjects.ts';
import { auditOf, portalVms } from './observe-cluster.ts';
import { restOf } from './rest-client.ts';
import { createStack, type Stack } from './stack.ts';

/** Each day, so many hours from now, on the clock of UTC. */
const inHours = ({ start, stop }: { readonly start: number; readonly stop: number }): Schedule => {
  const at = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString().slice(11, 16);
  return { days: [...weekdays], start: at(start), stop: at(stop), timeZone: 'UTC' };
};

const schedule = ({ services }: Stack, actor: PersonContext, id: string, hours: Parameters<typeof inHours>[0]) =>
  services.deployments.act(actor, { action: 'set_schedule', id, ...inHours(hours) });

/** What its schedule did or left out, in the order of the trail. */
const deedsOf = async (stack: Stack, id: string): Promise<string[]> =>
  (await auditOf(stack, id)).filter(({ actor_id: by }) => by === 'schedule.due').map(({ action }) => action);

const jobKeys = async ({ owner }: Stack): Promise<string[]> =>
  (await owner.query<{ key: string }>('SELECT key FROM graphile_worker.jobs ORDER BY key')).rows.map(({ key }) => key);

test('a VM is stopped and started at its hours, once each, though two workers look, and what it was for is on record', async () => {
  await using stack = await createStack();
  const sam = await stack.person();
  const id = await stack.create(sam);
  await stack.carry(id, ['running']);
  await schedule(stack, sam, id, { stop: 1, start: 4 });
  const isDone = async (hours: number, status: 'stopped' | 'running', power: string) => {
    const { engine } = hoursAhead(stack, hours);
    await Promise.allSettled([engine.scheduleDue(id), engine.scheduleDue(id)]);
    await stack.carry(id, [status], engine);
    await engine.scheduleDue(id);
    expect((await portalVms(stack)).map((vm) => vm.power)).toEqual([power]);
  };
  await isDone(2, 'stopped', 'stopped');
  await isDone(5, 'running', 'running');
  expect(await deedsOf(stack, id)).toEqual(['deployment.stop_requested', 'deployment.start_requested']);
  const { items } = await stack.services.deployments.operations(sam, { id });
  expect(items.map(({ kind, requestedBy }) => [kind, requestedBy])).toEqual([
    ['start', null],
    ['stop', null],
    ['provision', expect.anything()],
  ]);
  const { rows } = await stack.owner.query(
    `SELECT detail -> 'input' -> 'schedule' ->> 'timeZone' AS zone FROM audit_logs WHERE actor_id = 'schedule.due'`,
  );
  expect(rows).toEqual([{ zone: 'UTC' }, { zone: 'UTC' }]);
});

test('what a worker that died left undone the sweep finds; of what a downtime missed only the latest is done', async () => {
  await using stack = await createStack();
  const sam = await stack.person();
  const { id } = await deployed({ stack, owner: sam }, 'running');
  await schedule(stack, sam, id, { stop: 1, start: 3 });
  const dies = createEngine({
    ...stack.ports,
    clock: { ...stack.ports.clock, now: () => new Date(Date.now() + 2 * hourMs) },
    unitOfWork: {
      ...stack.ports.unitOfWork,
      run: (actor, work) =>
        stack.ports.unitOfWork.run(actor, async (tx) => {
          await work(tx);
          throw new Error('killed before its commit');
        }),
    },
  });
  await expect(dies.scheduleDue(id)).rejects.toThrow('killed');
  expect(await deedsOf(stack, id)).toEqual([]);
  await stack.owner.query('DELETE FROM graphile_worker._private_jobs');
  const { engine } = hoursAhead(stack, 2 + 48);
  await engine.sweep();
  expect(await jobKeys(stack)).toContain(`schedule:${id}`);
  await engine.scheduleDue(id);
  expect(await deedsOf(stack, id)).toEqual(['deployment.stop_requested']);
  expect(await jobKeys(stack)).toContain(`run:${id}`);
  // While it stops, its hours wait.
  await hoursAhead(stack, 52).engine.scheduleDue(id);
  expect(await deedsOf(stack, id)).toHaveLength(1);
});

test('what somebody does by hand stays so until the next hour, and another schedule counts from when it is set', async () => {
  await using stack = await createStack();
  const sam = await stack.person();
  const { id } = await deployed({ stack, owner: sam }, 'stopped');
  await schedule(stack, sam, id, { stop: -1, start: 3 });
  await hoursAhead(stack, 2).engine.scheduleDue(id);
  expect(await deedsOf(stack, id)).toEqual([]);
  await schedule(stack, sam, id, { stop: -1, start: 6 });
  await hoursAhead(stack, 4).engine.scheduleDue(id);
  expect(await deedsOf(stack, id)).toEqual([]);
  await hoursAhead(stack, 24).engine.scheduleDue(id);
  expect(await deedsOf(stack, id)).toEqual(['deployment.schedule_skipped']);
  await stack.services.deployments.act(sam, { action: 'remove_schedule', id });
  await hoursAhead(stack, 100).engine.scheduleDue(id);
  expect(await deedsOf(stack, id)).toHaveLength(1);
  await expect(stack.services.deployments.act(sam, { action: 'remove_schedule', id })).rejects.toMatchObject({
    reason: { code: 'has_no_schedule' },
  });
});

test('a start that a limit has no room for is left out; its owner hears of it once, and the page says so', async () => {
  await using portal = await limitsWorld();
  const { stack, sam, set, held } = portal;
  await set({ subject: 'person', of: sam.principal.userId, measure: 'running', value: 1 });
  await held(sam);
  const id = await held(sam, 'stopped');
  await schedule(stack, sam, id, { start: 1, stop: 20 });
  await stack.services.deployments.act(sam, { action: 'extend', id, hours: 48 });
  const { engine } = hoursAhead(stack, 2);
  await Promise.allSettled([engine.scheduleDue(id), engine.scheduleDue(id)]);
  await engine.scheduleDue(id);
  expect(await deedsOf(stack, id)).toEqual(['deployment.schedule_refused']);
  const shown = await stack.services.deployments.byId(sam, id);
  expect(shown).toMatchObject({ status: 'stopped', failureCode: null, nextPower: { power: 'stop' } });
  expect(shown.statusMessage).toContain('no room in the limits of its owner');
  expect(shown.statusMessage).not.toContain('1 running VMs');
  await hoursAhead(stack, 26).engine.scheduleDue(id);
  expect(await deedsOf(stack, id)).toEqual(['deployment.schedule_refused', 'deployment.schedule_skipped']);
  await makeMessages(stack);
  const { items } = await stack.services.messages.list(sam, {});
  expect(items.map(({ title }) => title)).toEqual([`${shown.name} was not started by its schedule`]);
});

test.each(['stopped', 'expired', 'trashed', 'failed', 'quarantined'] as const)(
  'of an owner who is disabled nothing is started, and nothing that is %s either',
  async (status) => {
    await using stack = await createStack();
    const sam = await stack.person();
    const scheduled = {
      schedule: inHours({ start: -1, stop: 8 }),
      nextPower: 'start',
      nextPowerAt: new Date(),
    } as const;
    const { id } = await deployed({ stack, owner: sam }, status, { given: scheduled });
    if (status === 'stopped') await stack.owner.query(disable, [sam.principal.userId]);
    await stack.engine.scheduleDue(id);
    expect(await deedsOf(stack, id)).toEqual([
      status === 'stopped' ? 'deployment.schedule_refused' : 'deployment.schedule_skipped',
    ]);
    expect(await stack.deployment(id)).toMatchObject({ status, operation: null });
  },
);

test('over REST it is put and deleted, by whoever may operate the VM; what is no time zone is refused', async () => {
  await using stack = await createStack();
  const team = await stack.team('Voice');
  const [sam, dana] = [await stack.person('support', team), await stack.person('support', team)];
  const { id } = await deployed({ stack, owner: sam }, 'running');
  const share = (level: 'view' | 'operate') =>
    stack.services.sharing.share(sam, { id, with: dana.principal.userId, level });
  const rest = await restOf(stack, dana);
  const path = `/deployments/${id}/schedule`;
  const body = { ...inHours({ start: 1, stop: 3 }), days: ['fri', 'mon', 'fri'] };
  await share('view');
  expect((await rest('PUT', path, { body })).status).toBe(403);
  await share('operate');
  const asked = await restOf(stack, dana);
  const set = await asked('PUT', path, { body });
  expect([set.status, await set.json()]).toMatchObject([
    200,
    { schedule: { days: ['mon', 'fri'], timeZone: 'UTC' }, nextPower: { power: 'start' } },
  ]);
  const refused = await asked('PUT', path, { body: { ...body, timeZone: '+02:00', stop: body.start } });
  expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'invalid_input' }]);
  const removed = await asked('DELETE', path);
  expect(await removed.json()).toMatchObject({ schedule: null, nextPower: null });
});
