import { createTestDatabase, silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
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
