/** What people say of a VM: edited in a dialog, and a ticket that leads to where it is looked up. */
import type { Deployment } from '@portal/types';
import { screen, waitFor } from '@testing-library/react';
import { TRPCClientError } from '@trpc/client';
import { expect, test } from 'vitest';
import { Ticket, TicketLinks } from '../../src/components/ticket.tsx';
import { FactsCard } from '../../src/features/deployments/detail/facts-card.tsx';
import { deploymentIn } from './examples.ts';
import { show } from './stage.tsx';

const deployment = { ...deploymentIn('running'), purpose: 'A call', tags: ['voip'] };

test('an edit sends what was changed, once it fits, and leaves the rest to others', async () => {
  const { person, asked } = show(<FactsCard deployment={deployment} />, { 'deployments.edit': deployment });
  await person.click(await screen.findByRole('button', { name: 'Edit' }));
  await screen.findByRole('dialog', { name: 'Details of case-4711-trace' });
  const tags = screen.getByLabelText('Tags');
  await person.clear(tags);
  await person.type(tags, 'VoIP ünlaut');
  await person.clear(screen.getByLabelText('Purpose'));
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText(/^Use lower-case letters, digits, _ - \+/);
  expect(asked).toEqual([]);
  await person.type(tags, '{Backspace>6/}urgent');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const input = { id: deployment.id, purpose: null, tags: ['voip', 'urgent'] };
  expect(asked).toEqual([{ path: 'deployments.edit', input }]);
});

const preconditionFailed = TRPCClientError.from({
  error: { code: -32_000, message: 'Changed meanwhile.', data: { code: 'precondition_failed', requestId: null } },
});

const saved = async (present: Partial<Deployment>) => {
  const now = { ...deployment, version: 8, ...present };
  const refusals = [preconditionFailed];
  const edits = () => refusals.shift() ?? now;
  const { person, asked } = show(<FactsCard deployment={deployment} />, {
    'deployments.edit': edits,
    'deployments.byId': now,
  });
  await person.click(await screen.findByRole('button', { name: 'Edit' }));
  const customer = await screen.findByLabelText('Customer');
  await person.type(customer, 'Acme');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  return { person, asked, customer };
};
const mine = { path: 'deployments.edit', input: { id: deployment.id, customer: 'Acme' } };

test('that something else moved the version is nobody’s concern: the edit is sent again', async () => {
  const { asked } = await saved({ status: 'stopped' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked).toEqual([mine, mine]);
});

test('what somebody else changed meanwhile is shown, what was typed stays, and the person decides', async () => {
  const { person, asked, customer } = await saved({ customer: 'Bolt', purpose: 'Another call' });
  const told = await screen.findByRole('alert');
  expect(told.textContent).toContain('Customer now reads: Bolt');
  expect(told.textContent).toContain('Purpose now reads: Another call');
  expect(customer).toHaveProperty('value', 'Acme');
  expect(screen.getByLabelText('Purpose')).toHaveProperty('value', 'Another call');
  expect(asked).toEqual([mine]);
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked).toEqual([mine, mine]);
});

test('whoever may not edit it reads it, and is offered no button', async () => {
  const edit = {
    allowed: false,
    reason: 'It is shared with you to view.',
    code: 'shared_to_view',
    params: {},
  } as const;
  show(<FactsCard deployment={{ ...deployment, actions: { ...deployment.actions, edit } }} />);
  expect((await screen.findByRole('link', { name: 'voip' })).getAttribute('href')).toBe('/?tag=voip');
  expect(screen.queryByRole('button')).toBeNull();
});

test('a ticket is a link where the installation says where it leads, whatever is in it, and text otherwise', async () => {
  show(
    <>
      <Ticket ticket="CASE-1" />
      <TicketLinks pattern="https://tickets.example.com/{ticket}?q={ticket}">
        <Ticket ticket="A/1 &b#$&" />
      </TicketLinks>
    </>,
  );
  await screen.findByText('CASE-1');
  expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
    'https://tickets.example.com/A%2F1%20%26b%23%24%26?q=A%2F1%20%26b%23%24%26',
  ]);
});
