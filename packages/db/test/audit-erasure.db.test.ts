// What leaves the audit log by its doors leaves its hash: purged and pseudonymised, the log stays intact, and going around the doors is found.
import { daysAfter } from '@portal/types';
import { expect, test } from 'vitest';
import { type Sealed, sealedFixture } from './sealed-fixture.ts';

/** A person with a name of before, acts of their own, and what others and the worker did about them; disabled. */
const aLeaver = async (log: Sealed): Promise<string> => {
  const { userId } = await log.person();
  const about = (actor: string, subject: string, detail: object) =>
    log.owner.query(
      `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome, address, user_agent, detail)
       VALUES ('user', $1, 'Jo Before', 'team.renamed', 'user', $2, 'succeeded', '192.0.2.77', 'browser/77', $3)`,
      [actor, subject, detail],
    );
  await about(userId, userId, { name: { from: 'Jo Before', to: 'Jo' }, user_agent: 'browser/77', vcpus: 2 });
  await about(userId, 'somebody else', { heir: { name: 'Jo Before' } });
  await log.owner.query(`UPDATE users SET disabled_at = now(), disabled_reason = 'Left.' WHERE id = $1`, [userId]);
  return userId;
};

const pseudonymise = async (log: Sealed, userId: string, most = 1_000): Promise<number> =>
  (await log.owner.query<{ rows: number }>('SELECT portal_pseudonymise($1, $2) AS rows', [userId, most])).rows[0]
    ?.rows ?? 0;

test('a leaver’s names, addresses and programs leave the log, which stays intact, sealed before and after', async () => {
  await using log = await sealedFixture();
  const userId = await aLeaver(log);
  const { name, email } = (await log.owner.query('SELECT name, email FROM users WHERE id = $1', [userId])).rows[0];
  await log.seal();
  while ((await pseudonymise(log, userId, 2)) >= 2);
  const { rows } = await log.owner.query<{ text: string }>('SELECT to_jsonb(a)::text AS text FROM audit_logs AS a');
  const text = rows.map((row) => row.text).join('\n');
  for (const word of [name, email, 'Jo Before', '192.0.2.77', 'browser/77']) expect(text).not.toContain(word);
  expect(text).toContain(`Former person ${userId.slice(-12)}`);
  expect(text).toContain('"vcpus": 2');
  const account = await log.owner.query('SELECT name, email FROM users WHERE id = $1', [userId]);
  expect(account.rows).toEqual([
    { name: `Former person ${userId.slice(-12)}`, email: `${userId.slice(-12)}@pseudonym.invalid` },
  ]);
  expect((await log.verify()).finding).toBeNull();
  await log.seal();
  expect(await log.verify()).toMatchObject({ finding: null, total: (await log.ids()).length });
  expect(await pseudonymise(log, userId)).toBe(0);
});

test('whoever changes a row that was pseudonymised is found, and so is one who pseudonymises around the door', async () => {
  await using log = await sealedFixture();
  const userId = await aLeaver(log);
  await log.write(3);
  await log.seal();
  await pseudonymise(log, userId);
  expect((await log.verify()).finding).toBeNull();
  const ofTheirs = await log.owner.query<{ id: string }>('SELECT id FROM audit_logs WHERE actor_id = $1', [userId]);
  const row = ofTheirs.rows[0]?.id;
  await log.tamper(`UPDATE audit_logs SET outcome = 'refused' WHERE id = $1`, [row]);
  expect((await log.verify()).finding).toMatchObject({ kind: 'changed', row });
  await log.tamper(`UPDATE audit_logs SET outcome = 'succeeded' WHERE id = $1`, [row]);
  expect((await log.verify()).finding).toBeNull();
  const other = (await log.owner.query(`SELECT id FROM audit_logs WHERE actor_id = 'test' LIMIT 1`)).rows[0].id;
  await log.tamper(`UPDATE audit_logs SET actor_name = 'x' WHERE id = $1`, [other]);
  await log.tamper(
    `INSERT INTO audit_erasures (run, row_id, hash) SELECT run, a.id, portal_audit_hash(a) FROM audit_logs AS a,
       (SELECT run FROM audit_erasures LIMIT 1) AS known WHERE a.id = $1`,
    [other],
  );
  // The run that the row was smuggled into is not the one that is on record any more, and so nothing of it counts.
  expect((await log.verify()).finding).toMatchObject({ kind: 'changed' });
});

test('nobody who is not disabled is pseudonymised', async () => {
  await using log = await sealedFixture();
  const { userId } = await log.person();
  await expect(pseudonymise(log, userId)).rejects.toThrow(/disabled/);
});

const longAgo = `UPDATE audit_logs SET at = at - interval '400 days',
  id = overlay(id::text placing '0180a0a0-0000' from 1 for 13)::uuid WHERE actor_id = 'test'`;
const yearAgo = (): Date => daysAfter(new Date(), -365);

test('old rows of a kind are purged once they are sealed, the rest stays intact, and what was purged is on record', async () => {
  await using log = await sealedFixture();
  await log.write(8);
  await log.tamper(longAgo);
  const purge = (most = 3) => log.database.auditSeals.purge({ kind: 'team', before: yearAgo(), most });
  expect(await purge()).toBe(0);
  await log.seal();
  expect([await purge(), await purge(), await purge()]).toEqual([3, 3, 2]);
  expect((await log.verify()).finding).toBeNull();
  await log.write(2);
  await log.seal();
  expect((await log.verify()).finding).toBeNull();
  const told = await log.owner.query(`SELECT detail -> 'rows' AS rows FROM audit_logs WHERE action = 'audit.purged'`);
  expect(told.rows).toEqual([{ rows: 3 }, { rows: 3 }, { rows: 2 }]);
  const young = log.database.auditSeals.purge({ kind: 'team', before: new Date(), most: 9 });
  await expect(young).rejects.toThrow(/30 days/);
  const own = log.database.auditSeals.purge({ kind: 'audit', before: yearAgo(), most: 9 });
  await expect(own).rejects.toThrow(/stay/);
});

test('a purge that goes around the door is found, also where it is made to look like one of those before', async () => {
  await using log = await sealedFixture();
  await log.write(8);
  await log.tamper(longAgo);
  await log.write(2);
  await log.seal();
  await log.database.auditSeals.purge({ kind: 'team', before: yearAgo(), most: 3 });
  const row = (await log.owner.query(`SELECT id FROM audit_logs WHERE actor_id = 'test' ORDER BY audit_logs.xact DESC`))
    .rows[0].id;
  await log.tamper('DELETE FROM audit_logs WHERE id = $1', [row]);
  expect((await log.verify()).finding).toMatchObject({ kind: 'removed', row });
  await log.tamper('INSERT INTO audit_erasures (run, row_id) VALUES (portal_uuidv7(), $1)', [row]);
  expect((await log.verify()).finding).toMatchObject({ kind: 'removed', row });
  await log.tamper('DELETE FROM audit_erasures WHERE row_id = $1', [row]);
  await log.tamper('INSERT INTO audit_erasures (run, row_id) SELECT run, $1 FROM audit_erasures LIMIT 1', [row]);
  expect((await log.verify()).finding).toMatchObject({ kind: 'removed' });
});
