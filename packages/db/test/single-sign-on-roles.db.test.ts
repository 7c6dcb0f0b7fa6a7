// Roles of the administrators' that groups at the provider name, and what becomes of one that is removed meanwhile.
import { Change, createRoleChanges, systemActor } from '@portal/domain';
import { eventually } from '@portal/testing';
import { uuidv7 } from 'uuidv7';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../src/system.ts';
import type { PortalFixture } from './portal-fixture.ts';
import { sam, serveSingleSignOn } from './single-sign-on.ts';

const nights = { ...sam, groups: ['nights'] };

const nightShift = async ({ commit }: PortalFixture): Promise<string> => {
  const id = uuidv7();
  const dates = { createdAt: new Date(), updatedAt: new Date(), removedAt: null };
  const row = { id, version: 1, name: 'Night shift', base: 'support', scopes: ['read'], ...dates } as const;
  const events = [{ action: 'role.created', subject: { type: 'role', id }, outcome: 'succeeded', detail: {} }] as const;
  await commit(Change.of({ writes: [{ kind: 'role.insert', row }], events }));
  return id;
};

test('groups may name a role that administrators made; without one of that name and base nobody is let in', async () => {
  await using at = await serveSingleSignOn();
  const refused = await at.signIn(nights);
  expect([refused.code, refused.person]).toEqual(['sso_role_unknown', null]);
  const id = await nightShift(at.portal);
  const { person } = await at.signIn(nights);
  expect(person).toMatchObject({ role: 'support', customRole: { id, name: 'Night shift', scopes: ['read'] } });
  // Like role and team it is that of today's groups.
  expect((await at.signIn({ ...sam, groups: ['helpdesk'] })).person?.customRole).toBeUndefined();
});

describe('a role that is removed while somebody arrives who would have it', () => {
  const removal = ({ database: { unitOfWork } }: PortalFixture, id: string) =>
    createRoleChanges({ unitOfWork, clock: systemClock }).remove(systemActor('test'), id);

  /** Begun while the lock is held: each waits for it, in the order given. */
  const inTurn = async ({ owner }: PortalFixture, name: string, ...begin: (() => Promise<unknown>)[]) => {
    const holder = await owner.connect();
    await holder.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    const begun: Promise<unknown>[] = [];
    for (const one of begin) {
      begun.push(one().catch((error: unknown) => error));
      await eventually('it to wait', async () => {
        const { rowCount } = await owner.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
        return rowCount === begun.length;
      });
    }
    await holder.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    holder.release();
    return Promise.all(begun);
  };

  test('is nobody’s where the removal was first', async () => {
    await using at = await serveSingleSignOn();
    const id = await nightShift(at.portal);
    const asked = [() => removal(at.portal, id), () => at.signIn(nights)];
    const [removed, signedIn] = await inTurn(at.portal, 'directory', ...asked);
    expect([removed, signedIn]).toMatchObject([undefined, { code: 'sso_role_unknown', person: null }]);
  });

  test('stays where the arrival was first', async () => {
    await using at = await serveSingleSignOn();
    const id = await nightShift(at.portal);
    const asked = [() => at.signIn(nights), () => removal(at.portal, id)];
    const [signedIn, removed] = await inTurn(at.portal, 'single-sign-on:sam@example.com', ...asked);
    expect([signedIn, removed]).toMatchObject([
      { person: { customRole: { id } } },
      { reason: { code: 'role_in_use', params: { people: 1 } } },
    ]);
  });
});
