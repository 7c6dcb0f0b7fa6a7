/** What people say of a VM: edited in a dialog, and a ticket that leads to where it is looked up. */
import { screen, waitFor } from '@testing-library/react';
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
