// The audit trail's filters and counts; and its export: all that the filters select, piece by piece, and on record whatever becomes of it.
import type { PersonContext } from '@portal/domain';
import type { ExportAudit, ListAudit } from '@portal/types';
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

/** A VM of Sam's with a ticket, running; one of somebody else's; a refused act; and the tokens' and teams' own rows. */
const aBusyDay = async (stack: Stack) => {
  const sam = await stack.person('support');
  const other = await stack.person('support');
  const { templateId } = stack.template;
  const create = (actor: PersonContext, ticket: string) =>
    stack.services.deployments.create(actor, { templateId, ticket });
  const { id } = await create(sam, 'CASE-77');
  await stack.carry(id, ['running']);
  await create(other, 'CASE-78');
  await rowsOf(stack, 3);
  return { sam, other, id, auditor: await stack.person('auditor') };
};

test('a ticket leads to what names it, and to everything about the VMs that were made for it', async () => {
  await using stack = await createStack();
  const { id, auditor, other } = await aBusyDay(stack);
  const { items } = await stack.services.audit.list(auditor, { ticket: 'CASE-77' });
  expect(new Set(items.map(({ subject }) => subject.id))).toEqual(new Set([id]));
  expect(items.map(({ action }) => action)).toContain('deployment.created');
  expect(items.map(({ action }) => action)).toContain('deployment.provisioned');
  expect((await stack.services.audit.list(other, { ticket: 'CASE-77' })).items).toEqual([]);
});

test('without its steps an operation is what was asked for and what came of it, and by itself each step is found', async () => {
  await using stack = await createStack();
  const { id, auditor } = await aBusyDay(stack);
  const actionsOf = async (filter: ListAudit) =>
    (await stack.services.audit.list(auditor, { subjectId: id, ...filter })).items.map(({ action }) => action);
  expect(await actionsOf({ steps: false })).toEqual(['deployment.provisioned', 'deployment.created']);
  expect(await actionsOf({})).toContain('deployment.step_started');
});

test('people are found by address, by name and by id, in pages without a gap, and a beginning finds all of its actions', async () => {
  await using stack = await createStack();
  const { sam, auditor } = await aBusyDay(stack);
  const { list } = stack.services.audit;
  const { email, name, userId } = sam.principal;
  const byAddress = await list(auditor, { actor: email });
  expect(byAddress.items.length).toBeGreaterThan(0);
  for (const actor of [name, userId]) expect((await list(auditor, { actor })).items).toEqual(byAddress.items);
  const beginning = { action: 'deployment.' };
  const all = await list(auditor, { ...beginning, limit: 100 });
  expect(all.items.every(({ action }) => action.startsWith('deployment.'))).toBe(true);
  const first = await list(auditor, { ...beginning, limit: 4 });
  const second = await list(auditor, { ...beginning, limit: 4, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items]).toEqual(all.items.slice(0, 8));
});

test('what the filters select is counted by outcome, kind and actor, each as if it were not filtered by', async () => {
  await using stack = await createStack();
  const { sam, other, auditor } = await aBusyDay(stack);
  const { facets, list } = stack.services.audit;
  const teams = await facets(auditor, { action: 'team.created' });
  expect(teams.total).toEqual({ count: 3, more: false });
  expect(teams.outcomes).toEqual({ values: [{ value: 'succeeded', count: 3 }], more: false });
  expect(teams.groups.values.map(({ value }) => value)).toContain('deployment.');
  expect(teams.actors.values).toEqual([{ value: '=cmd()', count: 3 }]);
  const own = await facets(sam, {});
  expect(own.total.count).toBe((await list(sam, { limit: 100 })).items.length);
  expect((await facets(sam, { actor: other.principal.name })).total.count).toBe(0);
  expect((await facets(auditor, { operationId: 'none' })).total.count).toBe(0);
});

test('beyond 2,000 it is said that there are more, and not counted how many', async () => {
  await using stack = await createStack();
  await rowsOf(stack, 2_100);
  const { total, outcomes } = await stack.services.audit.facets(await stack.person('auditor'), { action: 'team.' });
  expect(total).toEqual({ count: 2_000, more: true });
  expect(outcomes).toEqual({ values: [{ value: 'succeeded', count: 2_000 }], more: true });
});
