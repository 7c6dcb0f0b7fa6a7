// The audit log proves that it is whole: whatever a database superuser does to what is sealed is found, and the first row is named.
import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { sealKeyOf } from '../src/index.ts';
import { aRow, never, publicKey, type Sealed, sealedFixture, secret } from './sealed-fixture.ts';

const at = (ids: readonly string[], index: number): string => {
  const id = ids[index];
  if (id === undefined) throw new Error(`There is no row ${index}.`);
  return id;
};

test('rows from before there were seals are sealed in batches, later ones follow, and all of it is intact', async () => {
  await using log = await sealedFixture();
  await log.owner.query(`${aRow} FROM generate_series(1, 1200) AS n`);
  await log.seal();
  await log.write(2);
  await log.seal();
  const ids = await log.ids();
  const { finding, lastSeal, total, sealedUntil } = await log.verify();
  expect({ finding, lastSeal, total }).toEqual({ finding: null, lastSeal: 4, total: ids.length });
  const last = await log.owner.query<{ at: Date }>('SELECT at FROM audit_logs WHERE id = $1', [ids.at(-1)]);
  expect(sealedUntil).toEqual(last.rows[0]?.at);
  expect((await readFile(log.file, 'utf8')).trimEnd().split('\n')).toHaveLength(lastSeal);
  const integrity = await log.database.audit.integrity();
  expect(integrity).toMatchObject({
    sealed: { rows: total, seal: lastSeal },
    checkpoint: { seal: lastSeal },
    verified: null,
  });
});

/** What the document tells somebody else to run. */
const documentedQuery = async (): Promise<string> => {
  const text = await readFile(new URL('../../../docs/administration.md', import.meta.url), 'utf8');
  const query = /```sql\n(SELECT a\.id, sha256[^`]*)```/.exec(text)?.[1];
  if (query === undefined) throw new Error('The document has no query for the hashes.');
  return query;
};

test('somebody else recomputes the same with the query of the document', async () => {
  await using log = await sealedFixture();
  await log.write(3);
  await log.tamper(`UPDATE audit_logs SET salt = NULL, at = '2026-11-01 10:00:00.5+00' WHERE id = $1`, [
    at(await log.ids(), 1),
  ]);
  await log.seal();
  const { rows } = await log.owner.query<{ id: string; hash: Buffer }>(await documentedQuery());
  const recomputed = Buffer.concat(rows.flatMap(({ id, hash }) => [Buffer.from(id.replaceAll('-', ''), 'hex'), hash]));
  const seals = await log.owner.query<{ entries: Buffer; hash: Buffer }>('SELECT entries, hash FROM audit_seals');
  expect(seals.rows[0]?.entries.equals(recomputed)).toBe(true);
  const chained = createHash('sha256').update(Buffer.alloc(32)).update(recomputed).digest();
  expect(seals.rows[0]?.hash.equals(chained)).toBe(true);
});

test('nothing new makes no seal', async () => {
  await using log = await sealedFixture();
  await log.seal();
  const { lastSeal } = await log.verify();
  await log.sealOnce();
  expect((await log.verify()).lastSeal).toBe(lastSeal);
});

test('a row that commits late is not skipped: what is younger than its transaction waits for it', async () => {
  await using log = await sealedFixture();
  const slow = new pg.Client({ connectionString: log.appUrl });
  await slow.connect();
  try {
    await slow.query('BEGIN');
    await slow.query(
      `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
       VALUES ('system', 'slow', 'slow', 'team.created', 'team', 'slow', 'succeeded')`,
    );
    await log.write(2);
    await log.sealOnce();
    const before = await log.verify();
    expect(before.finding).toBeNull();
    expect(before.total).toBeLessThanOrEqual((await log.ids()).length - 2);
    await slow.query('COMMIT');
  } finally {
    await slow.end();
  }
  await log.seal();
  expect(await log.verify()).toMatchObject({ finding: null, total: (await log.ids()).length });
});

test('of workers that seal at once one makes each seal, and the file has each', async () => {
  await using log = await sealedFixture();
  await log.owner.query(`${aRow} FROM generate_series(1, 2000) AS n`);
  await Promise.all([log.sealOnce(), log.sealOnce(), log.sealOnce()]);
  await log.seal();
  expect(await log.verify()).toMatchObject({ finding: null, total: (await log.ids()).length });
});

/** What is done to the row in the middle, and what is said of which row. */
const damages = {
  'a changed detail': {
    statement: `UPDATE audit_logs SET detail = detail || '{"n": 99}' WHERE id = $1`,
    kind: 'changed',
  },
  'a changed actor': { statement: `UPDATE audit_logs SET actor_name = 'somebody' WHERE id = $1`, kind: 'changed' },
  'a changed time': { statement: `UPDATE audit_logs SET at = at - interval '1 day' WHERE id = $1`, kind: 'changed' },
  'an emptied address': { statement: 'UPDATE audit_logs SET address = NULL WHERE id = $1', kind: 'changed' },
  'another id': { statement: 'UPDATE audit_logs SET id = portal_uuidv7() WHERE id = $1', kind: 'removed' },
  'a removed row': { statement: 'DELETE FROM audit_logs WHERE id = $1', kind: 'removed' },
  'a row moved to the front': { statement: `UPDATE audit_logs SET xact = '3'::xid8 WHERE id = $1`, kind: 'reordered' },
  'a row moved to the end': {
    statement: `UPDATE audit_logs SET xact = (SELECT max(xact::text::bigint) FROM audit_logs)::text::xid8 WHERE id = $1`,
    kind: 'reordered',
  },
} as const;

test.each(Object.entries(damages))('%s is found, and the row is named', async (_what, { statement, kind }) => {
  await using log = await sealedFixture();
  await log.write(20);
  await log.seal();
  const row = at(await log.ids(), 12);
  await log.tamper(statement, [row]);
  expect((await log.verify()).finding).toMatchObject({ kind, row, seal: 1 });
});

test('the last row and the first are missed like any other', async () => {
  await using log = await sealedFixture();
  await log.write(3);
  await log.seal();
  const ids = await log.ids();
  await log.tamper('DELETE FROM audit_logs WHERE id = $1', [ids.at(-1)]);
  expect((await log.verify()).finding).toMatchObject({ kind: 'removed', row: ids.at(-1) });
  await log.tamper('DELETE FROM audit_logs WHERE id = $1', [ids[0]]);
  expect((await log.verify()).finding).toMatchObject({ kind: 'removed', row: ids[0] });
});

test('a row that is inserted among those that are sealed is found', async () => {
  await using log = await sealedFixture();
  await log.write(5);
  await log.seal();
  const inserted = '0199a0a0-0000-7000-8000-00000000000a';
  await log.tamper(
    `INSERT INTO audit_logs (id, xact, actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
     SELECT $1, xact, 'system', 'x', 'x', 'a.b', 'team', 'x', 'succeeded' FROM audit_logs WHERE id = $2`,
    [inserted, at(await log.ids(), 3)],
  );
  expect((await log.verify()).finding).toMatchObject({ kind: 'inserted', row: inserted });
});

test('whoever seals anew what was changed lacks the key', async () => {
  await using log = await sealedFixture();
  await log.write(3);
  await log.seal();
  const honest = await readFile(log.file, 'utf8');
  const [first = ''] = await log.ids();
  await log.tamper(`UPDATE audit_logs SET actor_name = 'somebody' WHERE id = $1`, [first]);
  await log.tamper('DELETE FROM audit_seals');
  const forger = randomBytes(32).toString('base64url');
  const forged = join(log.file, '..', 'forged.jsonl');
  await log.database.auditSeals.seal({ secret: forger, file: forged }, never);
  expect((await log.verify()).finding).toMatchObject({ kind: 'seal', row: first, seal: 1 });
  // Even one who has the key meets the checkpoints that have left.
  await log.tamper('DELETE FROM audit_seals');
  await writeFile(log.file, '');
  await log.seal();
  expect((await log.verify()).finding).toBeNull();
  await writeFile(log.file, honest);
  expect((await log.verify()).finding).toMatchObject({ kind: 'seal', row: first, seal: 1 });
});

test('a seal that was changed is found before the rows that it speaks of', async () => {
  await using log = await sealedFixture();
  await log.seal();
  await log.tamper(`UPDATE audit_seals SET entries = set_byte(entries, 20, (get_byte(entries, 20) + 1) % 256)`);
  expect((await log.verify()).finding).toMatchObject({ kind: 'seal', seal: 1 });
});

const threeSeals = async (log: Sealed): Promise<void> => {
  for (let n = 0; n < 3; n += 1) {
    await log.write(1);
    await log.seal();
  }
};

test('seals that were removed are found: in the middle by their number, at the end by the file', async () => {
  await using log = await sealedFixture();
  await threeSeals(log);
  await log.tamper('DELETE FROM audit_seals WHERE number = 3');
  await log.tamper('DELETE FROM audit_logs WHERE id = $1', [(await log.ids()).at(-1)]);
  expect((await log.verify()).finding).toMatchObject({ kind: 'seals_missing', seal: 3 });
  await log.tamper('DELETE FROM audit_seals WHERE number = 1');
  expect((await log.verify()).finding).toMatchObject({ kind: 'seals_missing', seal: 1 });
});

const lines = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).trimEnd().split('\n');

const fileDamages: Readonly<Record<string, (lines: string[]) => string[]>> = {
  'a number that was edited': ([one = '', two = '', three = '']) => [
    one,
    two.replace(/"total":\d+/, '"total":1'),
    three,
  ],
  'a signature that was edited': ([one = '', two = '', three = '']) => [
    one,
    two.replace(/"signature":"../, '"signature":"AA'),
    three,
  ],
  'a line that was taken out': ([one = '', , three = '']) => [one, three],
  'a line that was made unreadable': ([one = '', , three = '']) => [one, '{', three],
};

test.each(Object.entries(fileDamages))('in the checkpoint file %s is found', async (_what, damage) => {
  await using log = await sealedFixture();
  await threeSeals(log);
  await writeFile(log.file, `${damage(await lines(log.file)).join('\n')}\n`);
  expect((await log.verify()).finding).toMatchObject({ kind: 'checkpoint', seal: 2 });
});

test('a file that was lost, or cut off in a line, gets what it lacks', async () => {
  await using log = await sealedFixture();
  await threeSeals(log);
  const whole = await readFile(log.file, 'utf8');
  await writeFile(log.file, whole.slice(0, -100));
  await log.seal();
  expect(await log.verify()).toMatchObject({ finding: null, lastSeal: 3 });
  expect(await lines(log.file)).toHaveLength(4);
  await writeFile(log.file, '');
  await log.seal();
  expect(await readFile(log.file, 'utf8')).toBe(whole);
});

test('a file that cannot be written stops no sealing, and says so', async () => {
  await using log = await sealedFixture();
  const file = join(log.file, 'no', 'such', 'folder');
  await expect(log.database.auditSeals.seal({ secret, file }, never)).rejects.toThrow(/checkpoint file/);
  expect((await log.database.audit.integrity()).sealed).toMatchObject({ seal: 1 });
});

test('after another key was set, older seals hold by the public key of the one before', async () => {
  await using log = await sealedFixture();
  await log.seal();
  await log.write(1);
  const next = randomBytes(32).toString('base64url');
  await log.seal(next);
  const trusted = [sealKeyOf(next).publicKey, publicKey];
  expect((await log.verify({ trusted })).finding).toBeNull();
  expect((await log.verify({ trusted: [sealKeyOf(next).publicKey] })).finding).toMatchObject({ kind: 'seal', seal: 1 });
});

test('verifying goes on after what held before, where told so', async () => {
  await using log = await sealedFixture();
  await threeSeals(log);
  await log.tamper('DELETE FROM audit_logs WHERE id = $1', [(await log.ids())[0]]);
  expect(await log.verify({ from: 3 })).toMatchObject({ firstSeal: 3, lastSeal: 3, finding: null });
  expect((await log.verify()).finding).toMatchObject({ kind: 'removed' });
});

test('nothing is damaged while neither a seal nor the file is there yet', async () => {
  await using log = await sealedFixture();
  expect((await log.verify()).finding).toBeNull();
});

test('a server that counts transactions anew, as after a restore, is told of and seals nothing out of order', async () => {
  await using log = await sealedFixture();
  await log.seal();
  await log.tamper(`UPDATE audit_seals SET last_xact = '9000000000000'::xid8`);
  await expect(log.sealOnce()).rejects.toThrow(/restore/);
});
