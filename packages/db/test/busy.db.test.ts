import { createTestDatabase, silentLog } from '@portal/testing';
import { expect, test, vi } from 'vitest';
import { createDatabase } from '../src/index.ts';
import { actor } from './portal-fixture.ts';

test('who waits for a connection that does not come free is told that the portal is busy, whatever was asked', async () => {
  await using test = await createTestDatabase();
  const database = createDatabase({ url: test.appUrl, log: silentLog, poolSize: 1 });
  const { promise: told, resolve: release } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const held = database.unitOfWork.run(actor, async () => {
    begin();
    await told;
  });
  await begun;
  const asked = await Promise.allSettled([
    database.unitOfWork.run(actor, async () => undefined),
    database.deployments.list({ limit: 1, asker: null, findsVmids: true }, { kind: 'all' }),
    database.deployments.steps('01930000-0000-7000-8000-000000000001'),
  ]);
  release();
  await held;
  await database.close();
  for (const answer of asked) {
    expect(answer).toMatchObject({
      status: 'rejected',
      reason: { code: 'unavailable', reason: { code: 'portal_busy' } },
    });
  }
});

test('so is whose statement is given up, as one that waits for a lock for too long', async () => {
  await using test = await createTestDatabase();
  const database = createDatabase({ url: test.appUrl, log: silentLog, poolSize: 2 });
  const { promise: told, resolve: release } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const held = database.unitOfWork.run(actor, async (transaction) => {
    await transaction.lock({ kind: 'directory' });
    begin();
    await told;
  });
  await begun;
  const waiting = database.unitOfWork.run(actor, (transaction) => transaction.lock({ kind: 'directory' }));
  const givenUp = async () => {
    const { rows } = await test.owner.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  };
  const outcome = expect(waiting).rejects.toMatchObject({ code: 'unavailable', reason: { code: 'portal_busy' } });
  await vi.waitUntil(givenUp, { timeout: 30_000 });
  await outcome;
  release();
  await held;
  await database.close();
});
