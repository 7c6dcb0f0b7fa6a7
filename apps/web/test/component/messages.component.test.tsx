/** One's messages: how many are unread, the way to what they are about, and how they are marked as read. */
import type { Message } from '@portal/types';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { PathnameContext, SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime.js';
import { expect, test } from 'vitest';
import { MailChoiceCard } from '../../src/features/messages/mail-choice-card.tsx';
import { MessageBell } from '../../src/features/messages/message-bell.tsx';
import { MessageList } from '../../src/features/messages/message-list.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';

const id = (last: number): string => `019ac2ee-0002-7a00-8000-00000000000${last}`;
const ready: Message = {
  id: id(2),
  kind: 'vm_ready',
  title: 'web-01 is ready',
  text: 'Your VM is set up and can be used.',
  at: '2026-11-28T10:00:00.000Z',
  readAt: null,
  deploymentId: id(9),
};
const given: Message = { ...ready, id: id(1), kind: 'handed_on', title: 'web-02 is Dana’s now', readAt: ready.at };

const listAt = (search: string) => (
  <PathnameContext value="/messages">
    <SearchParamsContext value={new URLSearchParams(search)}>
      <MessageList />
    </SearchParamsContext>
  </PathnameContext>
);
const list = listAt('');

const inbox = (unreadMessages: number) => ({
  'me.get': { ...me, unreadMessages },
  'me.messages': { items: [ready, given], nextCursor: null },
  'me.readMessages': { unread: 0 },
});

test('the bell says how many are unread, and nothing where none is', async () => {
  show(<MessageBell />, inbox(120));
  expect((await screen.findByRole('link', { name: 'Messages, 120 unread' })).textContent).toBe('99+');
});

test('a message leads to its VM, which reads it; one of a VM that is somebody else’s leads nowhere', async () => {
  const { person, asked } = show(list, inbox(1));
  const link = await screen.findByRole('link', { name: 'web-01 is ready' });
  expect(link.getAttribute('href')).toBe(`/deployments/${id(9)}`);
  expect(screen.queryByRole('link', { name: 'web-02 is Dana’s now' })).toBeNull();
  link.addEventListener('click', (event) => event.preventDefault());
  await person.click(link);
  expect(asked).toEqual([{ path: 'me.readMessages', input: { id: id(2), andEarlier: false } }]);
});

test('all are marked as read, or one, and the keyboard goes on in the list', async () => {
  const { person, asked } = show(list, inbox(1));
  await person.click(await screen.findByRole('button', { name: 'Mark all as read' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull());
  expect(document.activeElement).toBe(screen.getByRole('list', { name: 'Messages' }));
  await person.click(screen.getByRole('button', { name: 'Mark as read: web-01 is ready' }));
  expect(asked.map(({ input }) => input)).toEqual([
    { id: id(2), andEarlier: true },
    { id: id(2), andEarlier: false },
  ]);
});

test('on later pages nothing is offered that would leave out what is newer', async () => {
  show(listAt(`after=${id(8)}`), inbox(1));
  await screen.findByRole('link', { name: 'web-01 is ready' });
  expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull();
});

test('what comes by mail as well is chosen kind by kind; an administrator’s kinds are for administrators', async () => {
  const quietHours = { from: '07:00', until: '06:00' };
  const { person, asked } = show(<MailChoiceCard />, {
    // Longer than can be chosen now: the kinds are chosen all the same.
    'me.mailChoice': { kinds: ['lease_warned'], quietHours, isSetUp: true },
    'me.chooseMails': { kinds: ['lease_warned', 'vm_ready'], quietHours, isSetUp: true },
  });
  expect(
    await screen.findByRole<HTMLInputElement>('checkbox', { name: 'A lease ends soon', checked: true }),
  ).toBeTruthy();
  expect(screen.queryByRole('checkbox', { name: 'The portal has a new problem' })).toBeNull();
  await person.click(screen.getByRole('checkbox', { name: 'A VM is ready' }));
  expect(asked).toEqual([{ path: 'me.chooseMails', input: { kinds: ['lease_warned', 'vm_ready'] } }]);
  expect(await screen.findByRole('checkbox', { name: 'A VM is ready', checked: true })).toBeTruthy();
});

test('quiet hours are switched on as most have them, and both of their ends are chosen when the two fields are left', async () => {
  const kinds = ['lease_warned'];
  const { person, asked } = show(<MailChoiceCard />, {
    'me.mailChoice': { kinds, quietHours: null, isSetUp: true },
    'me.chooseMails': { kinds, quietHours: { from: '19:00', until: '07:00' }, isSetUp: true },
  });
  await person.click(await screen.findByRole('checkbox', { name: /^Quiet hours/ }));
  const from = await screen.findByLabelText<HTMLInputElement>('From');
  const until = screen.getByLabelText<HTMLInputElement>('Until');
  fireEvent.change(from, { target: { value: '09:00' } });
  fireEvent.blur(from, { relatedTarget: until });
  fireEvent.change(until, { target: { value: '17:00' } });
  expect(asked).toHaveLength(1);
  fireEvent.blur(until);
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked.map(({ input }) => input)).toEqual([
    { kinds, quietHours: { from: '19:00', until: '07:00' } },
    { kinds, quietHours: { from: '09:00', until: '17:00' } },
  ]);
});

test('where the portal sends no mail, that is said, and nothing can be chosen', async () => {
  show(<MailChoiceCard />, { 'me.mailChoice': { kinds: [], quietHours: null, isSetUp: false } });
  await screen.findByText(/an administrator has not set up a mail server/);
  expect(screen.queryByRole('checkbox')).toBeNull();
});
