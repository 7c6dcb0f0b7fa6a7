// What is refused is on record, and nobody fills the log by asking on.
import { systemClock } from '@portal/db/system';
import { oncePerMinute, type PersonContext } from '@portal/domain';
import { FakeClock } from '@portal/testing';
import { expect, test } from 'vitest';
import { deployed } from './mutation-subjects.ts';
import { createStack, servicesBy } from './stack.ts';

test('what is refused over and over is on record once a minute, each kind by one actor on one subject by itself', async () => {
  await using stack = await createStack();
  const { database, template } = stack;
  const clock = new FakeClock(new Date());
  const unitOfWork = { ...database.unitOfWork, refusals: oncePerMinute(clock) };
  const { deployments } = servicesBy({ ...stack, database: { ...database, unitOfWork } }, systemClock);
  const owner = await stack.person('support');
  const [ada, eve] = [await stack.person('auditor'), await stack.person('auditor')];
  const [one, other] = [await deployed({ stack, owner }, 'running'), await deployed({ stack, owner }, 'running')];
  const ask = (who: PersonContext, action: 'stop' | 'reboot', { id }: { readonly id: string }) =>
    expect(deployments.act(who, { action, id })).rejects.toMatchObject({ code: 'forbidden' });
  const onRecord = async () =>
    (
      await stack.owner.query<{ action: string; by: string; subject: string; left: string | null }>(
        `SELECT action, actor_id AS by, subject_id AS subject, detail ->> 'leftOut' AS left FROM audit_logs
         WHERE outcome = 'refused' ORDER BY id`,
      )
    ).rows;

  for (let time = 0; time < 3; time += 1) await ask(ada, 'stop', one);
  await ask(ada, 'stop', other);
  await ask(ada, 'reboot', one);
  await ask(eve, 'stop', one);
  const [action, left] = ['deployment.stop_requested', null];
  const [byAda, byEve] = [ada.principal.userId, eve.principal.userId];
  expect(await onRecord()).toEqual([
    { action, by: byAda, subject: one.id, left },
    { action, by: byAda, subject: other.id, left },
    { action: 'deployment.reboot_requested', by: byAda, subject: one.id, left },
    { action, by: byEve, subject: one.id, left },
  ]);

  // What is not there yet would be another subject each time.
  for (const name of ['first', 'second', 'third']) {
    await expect(deployments.create(ada, { templateId: template.templateId, name })).rejects.toThrow();
  }
  expect(await onRecord()).toHaveLength(5);

  clock.advance(60_000);
  await ask(ada, 'stop', one);
  expect((await onRecord()).at(-1)).toEqual({ action, by: byAda, subject: one.id, left: '2' });
});
