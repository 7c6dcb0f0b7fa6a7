// The export of the audit trail: all that the filters select, piece by piece, and on record whatever becomes of it.
import type { PersonContext } from '@portal/domain';
import type { ExportAudit } from '@portal/types';
import { expect, test } from 'vitest';
import { createStack, type Stack } from './stack.ts';

const rowsOf = (stack: Stack, count: number) =>
  stack.owner.query(
    `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
     SELECT 'system', 'test', '=cmd()', 'team.created', 'team', 'number ' || n, 'succeeded' FROM generate_series(1, $1) AS n`,
    [count],
  );

const recorded = async (stack: Stack) =>
  (
    await stack.owner.query<{ action: string; outcome: string; detail: object }>(
      `SELECT action, outcome, detail FROM audit_logs WHERE action LIKE 'audit.%' ORDER BY id`,
    )
  ).rows;

const whole = async (stack: Stack, actor: PersonContext, input: ExportAudit): Promise<string> => {
  let file = '';
  for await (const piece of (await stack.services.audit.export(actor, input)).pieces()) file += piece;
  return file;
};

test('everything that the filters select comes in pieces, newest first, and how much it was is on record', async () => {
  await using stack = await createStack();
  await rowsOf(stack, 2_500);
  const auditor = await stack.person('auditor');
  const file = await whole(stack, auditor, { format: 'jsonl', action: 'team.created' });
  const subjects = file
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).subject.id);
  expect(subjects).toEqual(Array.from({ length: 2_500 }, (_, n) => `number ${2_500 - n}`));
  const asked = { format: 'jsonl', action: 'team.created' };
  expect(await recorded(stack)).toEqual([
    { action: 'audit.export_begun', outcome: 'succeeded', detail: asked },
    { action: 'audit.exported', outcome: 'succeeded', detail: { ...asked, rows: 2_500 } },
  ]);
});

test('a table for spreadsheets has a head, and no formula in it', async () => {
  await using stack = await createStack();
  await rowsOf(stack, 1);
  const file = await whole(stack, await stack.person('auditor'), { format: 'csv', action: 'team.created' });
  const [head, row] = file.split('\r\n');
  expect(head).toMatch(/^\ufeff"time","id","actor_kind"/);
  expect(row).toContain(`"'=cmd()"`);
});

test('what is exported is what one may read, without where VMs are', async () => {
  await using stack = await createStack();
  const sam = await stack.person('support');
  const other = await stack.person('support');
  const id = await stack.create(sam);
  await stack.carry(id, ['running']);
  const own = await whole(stack, sam, { format: 'jsonl', subjectType: 'deployment' });
  expect(own).toContain(id);
  expect(own).not.toContain('"node"');
  expect(await whole(stack, other, { format: 'jsonl', subjectType: 'deployment' })).toBe('');
});

test('whoever goes away in the middle ends it, and that is on record with the rows that were sent', async () => {
  await using stack = await createStack();
  await rowsOf(stack, 2_500);
  const auditor = await stack.person('auditor');
  const download = await stack.services.audit.export(auditor, { format: 'jsonl' });
  expect(await recorded(stack)).toEqual([]);
  let pieces = 0;
  for await (const piece of download.pieces()) {
    pieces += piece === '' ? 0 : 1;
    if (pieces === 2) break;
  }
  expect(await recorded(stack)).toMatchObject([
    { action: 'audit.export_begun' },
    { action: 'audit.exported', outcome: 'failed', detail: { rows: 1_000 } },
  ]);
});

test('each row tells in which role, by way of what and for which operation it was done', async () => {
  await using stack = await createStack();
  const sam = await stack.person('support');
  const id = await stack.create({ ...sam, requestId: 'request-1', userAgent: 'browser/1.0' });
  await stack.carry(id, ['running']);
  const operationId = (await stack.database.deployments.latestOperation(id))?.id ?? '';
  const auditor = await stack.person('auditor');
  const ofRequest = await stack.services.audit.list(auditor, { requestId: 'request-1' });
  expect(ofRequest.items).toMatchObject([
    {
      action: 'deployment.created',
      actor: { role: 'support' },
      source: 'portal',
      userAgent: 'browser/1.0',
      operationId,
    },
  ]);
  const ofOperation = await stack.services.audit.list(auditor, { operationId });
  const actions = ofOperation.items.map(({ action, source }) => `${action} by ${source}`);
  expect(actions.at(-1)).toBe('deployment.created by portal');
  expect(actions[0]).toMatch(/^deployment\.(provisioned|operation_done) by worker$/);
});
