/** What an administrator is offered whose own role leaves out some of it: each with the reason, and nothing is asked. */
import { auditExportFormats } from '@portal/types';
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AuditExport } from '../../src/features/audit/audit-export.tsx';
import { PersonActions } from '../../src/features/people/person-actions.tsx';
import { TeamsCard } from '../../src/features/people/teams-card.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';

const reason = 'Your role “People desk” does not include this.';
const desk = {
  ...me,
  rights: { sees: 'all', creates: 'nothing', administration: 'act', templates: 'none', overview: false },
  leftOut: { actions: ['teams.create', 'people.disable', 'deployments.transfer'], reason },
};
const team = { id: '019ac2ee-0003-7a00-8000-000000000003', version: 1, name: 'Voice', people: 2 };
const dana = {
  id: '019ac2ee-0002-7a00-8000-000000000002',
  version: 1,
  kind: 'person',
  name: 'Dana',
  email: 'dana@example.com',
  role: 'support',
  customRole: null,
  team: null,
  state: 'active',
  disabledAt: null,
  disabledReason: null,
  hasSecondFactor: false,
  hasSingleSignOn: false,
  createdAt: '2026-11-22T09:00:00.000Z',
  lastSignInAt: null,
} as const;

test('a button that the role leaves out stays where it is, says why, and does nothing', async () => {
  const { person } = show(<TeamsCard />, { 'me.get': desk, 'teams.list': { items: [team], nextCursor: null } });
  const add = await screen.findByRole('button', { name: 'New team', description: reason });
  expect(add.getAttribute('aria-disabled')).toBe('true');
  const words = () => screen.queryAllByText(reason).filter((element) => !element.hidden);
  expect(words()).toHaveLength(0);
  await person.click(add);
  expect(words(), 'pressed, it says so to whoever has no pointer to rest on it').toHaveLength(1);
  expect(screen.queryByRole('dialog')).toBeNull();
  await person.click(screen.getByRole('button', { name: /^Rename/ }));
  await screen.findByRole('dialog');
});

test('what their role does not let them export is not led to', async () => {
  const auditors = { ...desk, leftOut: { ...desk.leftOut, actions: ['audit.export'] } };
  show(<AuditExport filter={{}} />, { 'me.get': auditors });
  expect(await screen.findAllByRole('button', { description: reason })).toHaveLength(auditExportFormats.length);
  expect(screen.queryByRole('link')).toBeNull();
});

test('an entry of a menu says so below its words', async () => {
  const { person } = show(<PersonActions person={dana} />, { 'me.get': desk });
  await person.click(await screen.findByRole('button', { name: /Dana/ }));
  const disable = await screen.findByRole('menuitem', { name: /^Disable/ });
  expect([disable.getAttribute('aria-disabled'), disable.textContent]).toEqual([
    'true',
    expect.stringContaining(reason),
  ]);
  expect(screen.getByRole('menuitem', { name: /^Transfer/ }).textContent).toContain(reason);
  expect(screen.getByRole('menuitem', { name: /^Change/ }).textContent).not.toContain(reason);
});
