/** The limits as an administrator sets them: what is written, who would be above it, and what somebody else did meanwhile. */
import {
  type AdministeredPerson,
  type AuditEntry,
  type Limit,
  type LimitPreview,
  type PreviewLimit,
  previewLimitSchema,
} from '@portal/types';
import { screen, waitFor } from '@testing-library/react';
import { TRPCClientError } from '@trpc/client';
import { expect, test } from 'vitest';
import { LimitsCard } from '../../src/features/account/limits-card.tsx';
import { AuditDetail } from '../../src/features/audit/audit-detail.tsx';
import { LimitsTable } from '../../src/features/limits/limits-table.tsx';
import { NewLimit } from '../../src/features/limits/new-limit.tsx';
import { PersonActions } from '../../src/features/people/person-actions.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';

const limit: Limit = {
  id: '019ac2ee-0005-7a00-8000-000000000001',
  version: 3,
  subject: 'role',
  of: { id: 'support', name: 'support' },
  measure: 'memoryMiB',
  together: false,
  value: 2_000 * 1024,
  endsAt: null,
  updatedAt: '2026-11-22T12:00:00.000Z',
};
const sam: AdministeredPerson = {
  ...{ id: me.principal.userId, version: 1, kind: 'person', name: 'Sam Support', email: 'sam@example.com' },
  ...{ role: 'support', customRole: null, team: null, state: 'active', disabledAt: null, disabledReason: null },
  ...{ hasSecondFactor: false, hasSingleSignOn: false, lastSignInAt: null, createdAt: limit.updatedAt },
};
const entry: AuditEntry = {
  ...{ id: limit.id, at: limit.updatedAt, action: 'limit.changed', source: 'rest', outcome: 'succeeded' },
  actor: { kind: 'user', id: sam.id, name: 'Alex', onBehalfOf: null, onBehalfOfName: null, role: 'admin' },
  subject: { type: 'limit', id: limit.id, name: null },
  ...{ requestId: null, address: null, userAgent: null, operationId: null, detail: {} },
};
const nobody: LimitPreview = { items: [], total: 0 };
const refusedWith = (code: string) =>
  TRPCClientError.from({ error: { code: -32_000, message: `Refused: ${code}.`, data: { code, requestId: null } } });

interface Given {
  readonly limits?: Limit[];
  readonly answers?: Readonly<Record<string, unknown>>;
}

/** Of the list, which a test may change as other administrators would. */
const showLimits = ({ limits = [{ ...limit }], answers }: Given = {}) => {
  const shown = show(
    <>
      <NewLimit />
      <LimitsTable />
    </>,
    {
      'me.get': { ...me, rights: { ...me.rights, administration: 'act' } },
      'limits.list': () => ({ items: [...limits], nextCursor: null }),
      // As strict as the server.
      'limits.preview': (asked: unknown) => previewLimitSchema.parse(asked) && nobody,
      'limits.create': limit,
      'limits.change': limit,
      'limits.remove': limit,
      ...answers,
    },
  );
  const { person } = shown;
  const field = () => screen.findByLabelText('At most');
  return {
    ...{ ...shown, limits, field },
    open: async () => person.click(await screen.findByRole('button', { name: /^Memory, Support, Each person/ })),
    write: async (text: string) => {
      await person.clear(await field());
      await person.type(await field(), text);
    },
    save: () => person.click(screen.getByRole('button', { name: 'Save' })),
    isClosed: () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull()),
  };
};

test.each([
  ['2000', 2_000 * 1024],
  ['1,5', 1_536],
  ['0.4', 410],
])('memory of %s GiB is sent in MiB', async (text, value) => {
  const { open, write, save, asked, isClosed } = showLimits();
  await open();
  await write(text);
  await save();
  await isClosed();
  expect(asked).toEqual([{ path: 'limits.change', input: { id: limit.id, value } }]);
});

test.each(['2,000', '40.000', '2e3', '-1', '', '1 000'])('memory of “%s” is no figure', async (text) => {
  const { open, write, save, asked } = showLimits();
  await open();
  await write(text === '' ? ' ' : text);
  await save();
  await screen.findByText('Write a number such as 64 or 1.5, without separators of thousands.');
  expect(asked).toEqual([]);
});

test('a new limit: all that is wrong is said at once, in the unit of its measure, until it is right', async () => {
  const { person, write, save, asked, isClosed } = showLimits();
  await person.click(await screen.findByRole('button', { name: 'Set a limit' }));
  const [whose] = await screen.findAllByLabelText('For');
  if (whose === undefined) throw new Error('nobody can be chosen');
  await person.selectOptions(whose, 'Role');
  await write('2.5');
  await save();
  await screen.findByText('Write a whole number, without separators of thousands.');
  await person.selectOptions(screen.getByLabelText('What is limited'), 'Memory');
  await write('9999999');
  await save();
  await screen.findByText('At most 1,048,576 GiB.');
  await write('48');
  await save();
  await screen.findByText('Choose one.');
  await person.selectOptions(screen.getByLabelText('Role'), 'Team lead');
  await waitFor(() => expect(screen.queryByText('Choose one.')).toBeNull());
  await save();
  await isClosed();
  const input = { subject: 'role', of: 'lead', measure: 'memoryMiB', value: 49_152 };
  expect(asked).toEqual([{ path: 'limits.create', input }]);
});

test('the contingent of a cluster is always of all its VMs, of what is held alone, and named in the table', async () => {
  const of = { id: limit.id, name: 'lab' };
  const contingent: Limit = { ...limit, subject: 'cluster', of, together: true };
  const { person, write, save, asked, isClosed } = showLimits({
    limits: [contingent],
    answers: { 'clusters.list': { items: [of], nextCursor: null } },
  });
  await screen.findByRole('button', { name: /^Memory, lab, All VMs on this cluster/ });
  await person.click(await screen.findByRole('button', { name: 'Set a limit' }));
  await screen.findByLabelText('What is limited');
  await person.selectOptions(screen.getByLabelText('What is limited'), 'Lease');
  const [whose] = screen.getAllByLabelText('For');
  if (whose === undefined) throw new Error('nothing can be chosen');
  await person.selectOptions(whose, 'Cluster');
  expect(screen.queryByRole('option', { name: 'Lease' })).toBeNull();
  expect(screen.queryByRole('checkbox')).toBeNull();
  await screen.findByRole('option', { name: 'lab' });
  await person.selectOptions(screen.getByLabelText('Cluster'), 'lab');
  await write('12');
  await save();
  await isClosed();
  expect(asked).toEqual([
    { path: 'limits.create', input: { subject: 'cluster', of: of.id, measure: 'deployments', value: 12 } },
  ]);
});

test('who would be above is said before it is set, and why where that is not known', async () => {
  const preview = ({ value }: PreviewLimit) =>
    value === 1024
      ? { items: [{ id: limit.id, name: 'Dana Support', used: 4096 }], total: 1 }
      : value === 2048
        ? refusedWith('unavailable')
        : nobody;
  const { open, write } = showLimits({ answers: { 'limits.preview': preview } });
  await open();
  await screen.findByText('Nobody holds more than that now.');
  await write('1');
  await screen.findByText('Dana Support: 4 GiB');
  await write('2');
  await screen.findByText('Refused: unavailable.');
  expect(screen.queryByText('Dana Support: 4 GiB')).toBeNull();
});

test('what another administrator made of it is shown, what was typed stays, and can be saved then', async () => {
  const refusals = [refusedWith('precondition_failed')];
  const changes = () => refusals.shift() ?? limit;
  const { open, write, save, limits, field, asked, isClosed } = showLimits({ answers: { 'limits.change': changes } });
  await open();
  await write('64');
  limits[0] = { ...limit, version: 4, value: 32 * 1024 };
  await save();
  await screen.findByText(/it is 32 GiB now/);
  expect(await field()).toHaveProperty('value', '64');
  await save();
  await isClosed();
  expect(asked).toHaveLength(2);
});

test('one that somebody removed meanwhile is set anew', async () => {
  const { open, write, save, limits, asked, isClosed } = showLimits({
    answers: { 'limits.change': refusedWith('not_found') },
  });
  await open();
  await write('64');
  limits.length = 0;
  await save();
  await screen.findByText(/^Somebody else removed it meanwhile/);
  await save();
  await isClosed();
  expect(asked.map(({ path }) => path)).toEqual(['limits.change', 'limits.create']);
});

test('the last limit is removed: the table says that there is none, and the focus stays beside it', async () => {
  const limits = [limit];
  const remove = () => limits.splice(0)[0];
  const { open, person, isClosed } = showLimits({ limits, answers: { 'limits.remove': remove } });
  await open();
  await person.click(await screen.findByRole('button', { name: 'Remove' }));
  await isClosed();
  await screen.findByText('There are no limits.');
  await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^Without a limit/));
});

const of = { id: me.principal.userId, name: 'Sam Support' };
const grant: Limit = { ...limit, subject: 'person', of, endsAt: '2026-12-03T11:30:42.000Z' };

test('what is granted to a person has an end, which stays to the second until it is touched, and can be taken away', async () => {
  const { person, asked, save, isClosed } = showLimits({ limits: [grant] });
  await screen.findByText(/^until/);
  await person.click(await screen.findByRole('button', { name: /^Memory, Sam Support/ }));
  const end = await screen.findByLabelText('Ends on');
  await save();
  await isClosed();
  await person.click(await screen.findByRole('button', { name: /^Memory, Sam Support/ }));
  await person.clear(await screen.findByLabelText('Ends on'));
  await save();
  await isClosed();
  const { id, value } = grant;
  expect(asked.map(({ input }) => input)).toEqual([
    { id, value, endsAt: grant.endsAt },
    { id, value, endsAt: null },
  ]);
  expect(end).toHaveProperty('type', 'datetime-local');
});

test('of two grants that end at the same moment each is shown, and each is the one that is changed', async () => {
  const higher = { ...grant, id: '019ac2ee-0005-7a00-8000-000000000002', value: 4_000 * 1024 };
  const { person, asked, write, save, isClosed } = showLimits({ limits: [grant, higher] });
  const buttons = await screen.findAllByRole('button', { name: /^Memory, Sam Support, Instead of the others, until/ });
  const names = buttons.map((button) => button.getAttribute('aria-label'));
  expect(new Set(names).size).toBe(2);
  for (const button of buttons) {
    await person.click(button);
    await write('64');
    await save();
    await isClosed();
  }
  const input = { value: 64 * 1024, endsAt: grant.endsAt };
  expect(asked.map((one) => one.input)).toEqual([grant, higher].map(({ id }) => ({ ...input, id })));
});

test('a measure that is granted beside one that ends gets the same end', async () => {
  const { person, asked, write, save, isClosed } = showLimits({ limits: [grant] });
  await person.click(await screen.findByRole('button', { name: /^Processors, Sam Support/ }));
  await write('9');
  await save();
  await isClosed();
  expect(asked).toMatchObject([{ path: 'limits.create', input: { measure: 'vcpus', endsAt: grant.endsAt } }]);
});

test('an administrator opens what holds for somebody, in words about them', async () => {
  const { person } = show(<PersonActions person={sam} />, {
    'me.get': { ...me, rights: { ...me.rights, administration: 'act' } },
    'limits.ofPerson': { items: me.limits, nextCursor: null },
  });
  await person.click(await screen.findByRole('button', { name: 'Actions for Sam Support' }));
  await person.click(await screen.findByRole('menuitem', { name: 'Limits…' }));
  await screen.findByRole('dialog', { name: 'Limits of Sam Support' });
  expect((await screen.findAllByText('for their role')).length).toBeGreaterThan(0);
});

test('the audit trail says in words what was limited, and how high in its unit', async () => {
  const { value, measure } = limit;
  show(<AuditDetail entry={{ ...entry, detail: { measure, value, from: 1024 } }} />);
  for (const text of ['Memory', '2,000 GiB', '1 GiB']) await screen.findByText(text);
  expect(document.body.textContent).not.toContain('memoryMiB');
});

test('everybody sees their own limits, in the unit that people read, and where each is from', async () => {
  show(<LimitsCard />);
  await screen.findByRole('heading', { name: 'Your limits' });
  expect(document.body.textContent).toContain('48 GiB');
});
