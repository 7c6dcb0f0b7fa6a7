// Sealing and recomputing the audit log as a worker does: what an administrator must see to becomes a problem, and goes away by itself.
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtempDisposable, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@portal/db/system';
import type { AuditRetention } from '@portal/domain';
import { FakeClock, silentLog } from '@portal/testing';
import { daysAfter } from '@portal/types';
import { expect, test } from 'vitest';
import { createAuditUpkeep } from '../src/worker/audit-upkeep.ts';
import { createStack, type Stack, until } from './stack.ts';

const never = new AbortController().signal;
const secret = randomBytes(32).toString('base64url');

const upkeepOf = (
  stack: Stack,
  file: string | null,
  clock = systemClock,
  retention: readonly AuditRetention[] = [],
) => {
  const { auditSeals, unitOfWork } = stack.database;
  return createAuditUpkeep(
    { auditSeals, unitOfWork, clock, log: silentLog },
    { secret, retiredKeys: [], file, retention },
  );
};

const problemsOf = async (stack: Stack) => {
  const codes = ['audit_broken', 'audit_not_sealed'] as const;
  const open = await Promise.all(codes.map((code) => stack.database.engine.openProblems(code)));
  return codes.flatMap((code, index) => (open[index] ?? []).map(({ params }) => ({ code, params })));
};

const sealAll = async (stack: Stack, upkeep: ReturnType<typeof upkeepOf>): Promise<void> => {
  await until('every row to be settled', async () => {
    const unsettled = 'SELECT FROM audit_logs WHERE xact >= pg_snapshot_xmin(pg_current_snapshot())';
    return (await stack.owner.query(unsettled)).rowCount === 0;
  });
  await upkeep.seal(never);
};

const asSuperuser = async ({ owner }: Stack, statement: string): Promise<void> => {
  const client = await owner.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(statement);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
};

test('a trail that is whole is said to be so to those who oversee, and to nobody else', async () => {
  await using stack = await createStack();
  const auditor = await stack.person('auditor');
  expect(await stack.services.audit.integrity(auditor)).toEqual({ sealed: null, checkpoint: null, verified: null });
  const upkeep = upkeepOf(stack, null);
  await sealAll(stack, upkeep);
  await upkeep.verify(never);
  const { sealed, checkpoint, verified } = await stack.services.audit.integrity(auditor);
  expect(verified).toMatchObject({ rows: sealed?.rows, until: sealed?.at, isWhole: true, damage: null });
  expect(checkpoint).toBeNull();
  expect(await problemsOf(stack)).toEqual([]);
  const lead = await stack.person('lead');
  await expect(stack.services.audit.integrity(lead)).rejects.toMatchObject({ code: 'forbidden' });
});

test('damage is a problem that names the first row, until all of the trail is found whole again', async () => {
  await using stack = await createStack();
  const upkeep = upkeepOf(stack, null);
  await sealAll(stack, upkeep);
  await upkeep.verify(never);
  await asSuperuser(stack, `UPDATE audit_logs SET actor_name = 'somebody' WHERE actor_id = 'test'`);
  // What held before is not looked at again until a week has gone by.
  await upkeep.verify(never);
  expect(await problemsOf(stack)).toEqual([]);
  const nextWeek = new FakeClock(daysAfter(new Date(), 7));
  await upkeepOf(stack, null, nextWeek).verify(never);
  expect(await problemsOf(stack)).toMatchObject([{ code: 'audit_broken', params: { damage: 'changed', seal: '1' } }]);
  const auditor = await stack.person('auditor');
  const { verified } = await stack.services.audit.integrity(auditor);
  expect(verified?.damage?.message).toMatch(/^Row [0-9a-f-]{36} of the audit log, written .* was changed/);
  await asSuperuser(stack, `UPDATE audit_logs SET actor_name = 'test' WHERE actor_id = 'test'`);
  await upkeep.verify(never);
  expect(await problemsOf(stack)).toEqual([]);
});

test('what is older than its kind is kept is removed by the job, and nothing else', async () => {
  await using stack = await createStack();
  await stack.owner.query(
    `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
     VALUES ('system', 'old', 'old', 'problem.raised', 'problem', 'old', 'succeeded'),
       ('system', 'old', 'old', 'team.created', 'team', 'old', 'succeeded')`,
  );
  const upkeep = upkeepOf(stack, null, new FakeClock(daysAfter(new Date(), 31)), [{ kind: 'problem', days: 61 }]);
  await asSuperuser(
    stack,
    `UPDATE audit_logs SET at = at - interval '40 days', id = overlay(id::text placing '0180a0a0-0000' from 1 for 13)::uuid
     WHERE actor_id = 'old'`,
  );
  await sealAll(stack, upkeep);
  await upkeep.purge(never);
  await upkeep.verify(never);
  const left = await stack.owner.query(`SELECT action FROM audit_logs WHERE actor_id = 'old'`);
  expect(left.rows).toEqual([{ action: 'team.created' }]);
  expect(await problemsOf(stack)).toEqual([]);
});

test('a checkpoint file that cannot be written is a problem until it can', async () => {
  await using stack = await createStack();
  await using folder = await mkdtempDisposable(join(tmpdir(), 'portal-upkeep-'));
  const file = join(folder.path, 'checkpoints');
  await mkdir(file);
  const upkeep = upkeepOf(stack, file);
  await sealAll(stack, upkeep);
  expect(await problemsOf(stack)).toMatchObject([
    { code: 'audit_not_sealed', params: { cause: expect.stringMatching(/cannot be written/) } },
  ]);
  await rmdir(file);
  await upkeep.seal(never);
  expect(await problemsOf(stack)).toEqual([]);
  expect((await stack.database.audit.integrity()).checkpoint).toMatchObject({ seal: expect.any(Number) });
});
