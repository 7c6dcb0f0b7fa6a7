// The jobs that follow a change: they come with it, and none of them is lost.
import { Change, job, stillWaiting } from '@portal/domain';
import { eventually } from '@portal/testing';
import { expect, test } from 'vitest';
import { actor, portalFixture } from './portal-fixture.ts';

const withJob = (id: string, runAt: Date | null = null) =>
  Change.of({
    writes: [],
    events: [{ action: 'deployment.asked', subject: { type: 'deployment', id }, outcome: 'succeeded', detail: {} }],
    jobs: [
      {
        name: 'deployment.run',
        payload: { deploymentId: id },
        key: `run:${id}`,
        maxAttempts: 3,
        runAt,
        keepsTime: false,
      },
    ],
  });

test('a job exists exactly when its change does, and a later one under its key takes its place', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  await portal.commit(withJob(id, new Date('2030-01-01T00:00:00.000Z')));
  await portal.commit(withJob(id, new Date('2031-01-01T00:00:00.000Z')));
  const gone = new Error('given up');
  const givenUp = portal.database.unitOfWork.run(actor, async (tx) => {
    await tx.commit(withJob(id));
    throw gone;
  });
  await expect(givenUp).rejects.toBe(gone);
  const { rows } = await portal.owner.query(
    'SELECT task_identifier, key, max_attempts, run_at FROM graphile_worker.jobs',
  );
  expect(rows).toEqual([
    { task_identifier: 'deployment.run', key: `run:${id}`, max_attempts: 3, run_at: new Date('2031-01-01T00:00:00Z') },
  ]);
});

test('a wake-up in case that none waits puts off none that does', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  await portal.commit(withJob(id));
  const later = job('deployment.run', { deploymentId: id }, new Date('2031-01-01T00:00:00.000Z'));
  await portal.database.jobs.enqueue([stillWaiting(later)]);
  const { rows } = await portal.owner.query('SELECT FROM graphile_worker.jobs WHERE run_at > now()');
  expect(rows).toHaveLength(0);
});

test('a wake-up that meets its job while a worker takes it up is not lost', async () => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  await portal.commit(withJob(id));
  const worker = await portal.owner.connect();
  await worker.query('BEGIN');
  await worker.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'a worker', attempts = 1`,
  );
  const woken = portal.commit(withJob(id));
  await eventually('the wake-up meets the worker', async () => {
    const { rows } = await portal.owner.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });
  await worker.query('COMMIT');
  worker.release();
  await woken;
  const { rows } = await portal.owner.query(
    'SELECT locked_by, key FROM graphile_worker._private_jobs ORDER BY locked_by NULLS LAST',
  );
  expect(rows).toEqual([
    { locked_by: 'a worker', key: null },
    { locked_by: null, key: `run:${id}` },
  ]);
});
