/** What the health page tells of the database, the job queue and the workers, read as the application's role. */
import { job } from '@portal/domain';
import { expect, test } from 'vitest';
import { portalFixture } from './portal-fixture.ts';

test('jobs that are due, in hand and given up are told apart, and the oldest of those that wait is named', async () => {
  await using portal = await portalFixture();
  const { health, jobs } = portal.database;
  expect((await health.read()).queue).toEqual({ waiting: 0, oldestDueAt: null, inHand: 0, givenUp: 0 });

  await jobs.enqueue([
    job('maintenance.sweep', {}),
    job('audit.seal', {}),
    job('audit.verify', {}),
    job('audit.purge', {}),
  ]);
  const change = (set: string, task: string) =>
    portal.owner.query(
      `UPDATE graphile_worker._private_jobs SET ${set} WHERE task_id =
         (SELECT id FROM graphile_worker._private_tasks WHERE identifier = $1)`,
      [task],
    );
  await change(`run_at = '2026-11-28T10:00:00Z'`, 'maintenance.sweep');
  await change(`run_at = '2999-01-01T00:00:00Z'`, 'audit.seal');
  await change(`locked_at = now(), locked_by = 'worker'`, 'audit.verify');
  await change(`run_at = '2026-11-28T09:00:00Z', attempts = max_attempts`, 'audit.purge');
  const oldestDueAt = new Date('2026-11-28T10:00:00Z');
  expect((await health.read()).queue).toEqual({ waiting: 1, oldestDueAt, inHand: 1, givenUp: 1 });
});

test('the scheduler is seen by the minutes that it begins, and the server by its connections', async () => {
  await using portal = await portalFixture();
  const { worker, database, feedSentAt, openProblems } = await portal.database.health.read();
  expect({ worker, feedSentAt, openProblems }).toEqual({
    worker: { lastMinuteAt: null, claims: 0 },
    feedSentAt: null,
    openProblems: [],
  });
  expect(database.sizeMiB).toBeGreaterThan(0);
  expect(database.connections).toBeGreaterThan(0);
  expect(database.mostConnections).toBeGreaterThanOrEqual(database.connections);

  const began = new Date('2026-11-28T10:05:00Z');
  await portal.owner.query(
    `INSERT INTO graphile_worker._private_known_crontabs (identifier, known_since, last_execution) VALUES ('sweep', $1, $1)`,
    [began],
  );
  expect((await portal.database.health.read()).worker.lastMinuteAt).toEqual(began);
});
