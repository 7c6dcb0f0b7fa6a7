// The safety brake: what leases have deleted with nobody asking stops at so many an hour, and goes on with one press of an administrator.
import { commitProblems, raised } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { expect, test } from 'vitest';
import { graceOver } from './leases.ts';
import { deployed } from './mutation-subjects.ts';
import { restOf } from './rest-client.ts';
import { createStack } from './stack.ts';

const limit = 3;

test('of leases that are due at once, so many are deleted and the others wait; after one press of an administrator, they go too', async () => {
  await using stack = await createStack();
  const [sam, admin] = [await stack.person(), await stack.person('admin')];
  const world = { stack, owner: sam };
  const given = graceOver();
  const due: string[] = [];
  for (let n = 0; n < 24; n += 1) due.push((await deployed(world, 'expired', { given })).id);
  const up = await deployed(world, 'running', { given });
  // Two workers, each with all of it at once.
  const engines = [1, 2].map(() => createEngine({ ...stack.ports, unattendedDeletionsPerHour: limit }));
  const sweepAll = async () => {
    const ids = await stack.ports.reader.dueLeases({ now: new Date(), limit: 100, warningHours: [] });
    await Promise.allSettled(engines.flatMap((engine) => ids.map((id) => engine.leaseDue(id))));
    return ids;
  };
  const statuses = () => Promise.all(due.map(async (id) => (await stack.deployment(id)).status));
  const goingOf = async () => (await statuses()).filter((status) => status === 'deleting').length;

  expect(await sweepAll()).toHaveLength(25);
  const brakes = await stack.ports.reader.openProblems('deletions_stopped');
  expect(brakes.map(({ params }) => params)).toEqual([{ limit, due: expect.any(Number) }]);
  const running = await stack.deployment(up.id);
  // It was one of those that were deleted, or is stopped and waits with the others.
  expect(['deleting', 'stopping']).toContain(running.status);
  expect((await goingOf()) + Number(running.status === 'deleting')).toBe(limit);

  // What waits does not come back each minute, and people delete what they like.
  expect(await sweepAll()).toEqual([]);
  const [waiting = ''] = (await Promise.all(due.map((id) => stack.deployment(id))))
    .filter(({ status }) => status === 'expired')
    .map(({ id }) => id);
  await stack.services.deployments.act(sam, { action: 'delete', id: waiting });
  expect(await stack.deployment(waiting)).toMatchObject({ status: 'deleting' });

  // Whoever lets them go on is told how many go then.
  await engines[0]?.sweep();
  const goes = (await statuses()).filter((status) => status === 'expired').length;
  const [counted] = await stack.ports.reader.openProblems('deletions_stopped');
  expect(counted?.params).toEqual({ limit, due: goes });

  const [open] = (await stack.services.problems.list(admin, { code: 'deletions_stopped' })).items;
  const path = `/problems/${open?.id}/resume`;
  expect((await (await restOf(stack, await stack.person('auditor')))('POST', path)).status).toBe(403);
  const press = await (await restOf(stack, admin))('POST', path);
  expect(press.status).toBe(200);
  expect(await press.json()).toMatchObject({ code: 'deletions_stopped', resolvedAt: expect.any(String) });
  await sweepAll();
  expect(await goingOf()).toBe(due.length);
  expect(await stack.ports.reader.openProblems('deletions_stopped')).toEqual([]);

  // What falls due after the press is counted anew.
  const later = await deployed(world, 'expired', { given: { ...given, deleteAt: new Date() } });
  await engines[0]?.leaseDue(later.id);
  expect(await stack.deployment(later.id)).toMatchObject({ status: 'deleting' });
});

test('only what has stopped is let go on', async () => {
  await using stack = await createStack();
  const admin = await stack.person('admin');
  const { id } = await deployed({ stack, owner: admin }, 'running');
  await commitProblems(stack.database.unitOfWork, 'test', [
    raised('lock_left_behind', { type: 'deployment', id }, { vmid: 5001, node: 'pve1', lock: 'backup' }),
  ]);
  const [open] = (await stack.services.problems.list(admin, {})).items;
  await expect(stack.services.problems.resume(admin, open?.id ?? '')).rejects.toMatchObject({
    code: 'conflict',
    reason: { code: 'nothing_to_resume' },
  });
});
