/** Asking for more than a limit allows, and deciding on it. */
import type { CreateDeployment, LimitRequest, Me } from '@portal/types';
import { screen, waitFor } from '@testing-library/react';
import { TRPCClientError } from '@trpc/client';
import { PathnameContext, SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime.js';
import { expect, test } from 'vitest';
import { AskForMore } from '../../src/features/requests/ask-for-more.tsx';
import { AskWhereRefused } from '../../src/features/requests/ask-where-refused.tsx';
import { RequestList } from '../../src/features/requests/request-list.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';

type Person = ReturnType<typeof show>['person'];

const request: LimitRequest = {
  id: '019ac2ee-0006-7a00-8000-000000000001',
  person: { id: '019ac2ee-0001-7a00-8000-000000000002', name: 'Dana Support' },
  measure: 'memoryMiB',
  limit: 48 * 1024,
  value: 64 * 1024,
  days: 7,
  reason: 'Two customers\nreport the same fault.',
  state: 'open',
  createdAt: '2026-11-22T12:00:00.000Z',
  mayDecide: true,
  create: null,
  decided: null,
};
const own: LimitRequest = {
  ...request,
  person: { id: me.principal.userId, name: me.principal.name },
  mayDecide: false,
};
const lead: Me = { ...me, rights: { ...me.rights, sees: 'team' } };

const refusal = (limits: readonly object[]) =>
  TRPCClientError.from({
    error: { code: -32_000, message: 'Over the limit.', data: { code: 'limit_exceeded', requestId: null, limits } },
  });

const list = (
  <PathnameContext value="/requests">
    <SearchParamsContext value={new URLSearchParams('')}>
      <RequestList />
    </SearchParamsContext>
  </PathnameContext>
);

const said = async (text: string) => expect((await screen.findAllByText(text)).length).toBeGreaterThan(0);

test('what a limit stands in the way of is asked for in its unit, and has to be more than there is', async () => {
  const limit = { name: 'policy.memoryMiB', source: 'role', limit: 49_152, used: 40_960, requested: 16_384 };
  const part = <AskWhereRefused error={refusal([limit])} ownerId={me.principal.userId} />;
  const { person, asked } = show(part, { 'requests.create': own });
  await person.click(await screen.findByRole('button', { name: 'Ask for more' }));
  const value = await screen.findByLabelText('How much');
  expect(value).toHaveProperty('value', '56');
  await person.clear(value);
  await person.type(value, '48');
  await person.click(screen.getByRole('button', { name: 'Send' }));
  await said('More than 48 GiB: so much was allowed already.');
  await person.clear(value);
  await person.type(value, '64,5');
  await person.selectOptions(screen.getByLabelText('For how long'), '14 days');
  await person.type(screen.getByLabelText('Why'), 'A fault.');
  await person.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const input = { measure: 'memoryMiB', value: 66_048, days: 14, reason: 'A fault.' };
  expect(asked).toEqual([{ path: 'requests.create', input }]);
});

const asksForMore = async (person: Person) => {
  await person.click(await screen.findByRole('button', { name: 'Ask for more' }));
  await person.type(await screen.findByLabelText('Why'), 'A fault.');
  await person.click(screen.getByRole('button', { name: 'Send' }));
};

test('the VM that the limit stands in the way of waits for it, once nothing is wrong with it', async () => {
  const vm = { templateId: 'debian-13', name: 'second' };
  let asked: CreateDeployment | undefined;
  let waiting = 0;
  const form = { asked: async () => asked, onWaiting: () => (waiting += 1) };
  const part = <AskForMore wanted={{ measure: 'deployments', value: 6 }} waiting={form} />;
  const { person, asked: sent } = show(part, {
    'requests.create': { ...own, create: { name: 'second', template: 'Debian 13' } },
  });
  await asksForMore(person);
  await said('Something in the form for the VM is wrong. Close this to see what.');
  asked = vm;
  await person.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(waiting).toBe(1));
  expect(sent).toMatchObject([{ path: 'requests.create', input: { measure: 'deployments', create: vm } }]);
});

test('nothing is offered to ask for where others hold of it too, nor of somebody else’s limits', async () => {
  const together = { name: 'policy.vcpus', source: 'team_together', limit: 8, used: 8, requested: 2 };
  show(
    <>
      <p>shown</p>
      <AskWhereRefused error={refusal([together])} ownerId={me.principal.userId} />
      <AskWhereRefused error={refusal([{ ...together, source: 'role' }])} ownerId={request.person.id} />
    </>,
  );
  await said('shown');
  expect(screen.queryByRole('button')).toBeNull();
});

test('a form around it is not sent by asking', async () => {
  const sent: string[] = [];
  const { person, asked } = show(
    <form
      onSubmit={(event) => {
        event.preventDefault();
        sent.push('outer');
      }}
    >
      <AskForMore wanted={{ measure: 'deployments', value: 6 }} />
    </form>,
    { 'requests.create': own },
  );
  await person.click(await screen.findByRole('button', { name: 'Ask for more' }));
  await person.type(await screen.findByLabelText('Why'), 'A second one.');
  await person.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(sent).toEqual([]);
});

test('a lead grants less of it for a shorter time, and says nothing where nothing is to be said', async () => {
  const { person, asked } = show(list, {
    'me.get': lead,
    'requests.list': { items: [request], nextCursor: null },
    'requests.approve': request,
  });
  await said('Memory: 64 GiB instead of 48 GiB, for 7 days');
  await person.click(await screen.findByRole('button', { name: /^Decide on the request of Dana Support/ }));
  const value = await screen.findByLabelText('How much');
  await person.clear(value);
  await person.type(value, '65');
  await person.click(screen.getByRole('button', { name: 'Approve' }));
  await said('At most 64 GiB.');
  await person.clear(value);
  await person.type(value, '56');
  await person.selectOptions(screen.getByLabelText('For how long'), '3 days');
  await person.click(screen.getByRole('button', { name: 'Approve' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked).toEqual([{ path: 'requests.approve', input: { id: request.id, value: 57_344, days: 3 } }]);
});

test('a rejection says why', async () => {
  const { person, asked } = show(list, {
    'me.get': lead,
    'requests.list': { items: [request], nextCursor: null },
    'requests.reject': request,
  });
  await person.click(await screen.findByRole('button', { name: /^Decide on/ }));
  await person.click(await screen.findByRole('button', { name: 'Reject' }));
  await said('Say why.');
  await person.type(screen.getByLabelText('Comment'), 'Delete the old ones.');
  await person.click(screen.getByRole('button', { name: 'Reject' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked).toEqual([{ path: 'requests.reject', input: { id: request.id, comment: 'Delete the old ones.' } }]);
});

test('one’s own can be withdrawn while it waits, and says what was decided afterwards', async () => {
  const granted = { value: 57_344, endsAt: '2026-11-29T12:00:00.000Z' };
  const decided = {
    by: 'Lou Lead',
    at: '2026-11-22T13:00:00.000Z',
    comment: 'As much as there is.',
    granted,
    deploymentId: null,
    fault: null,
  };
  const create = { name: 'second', template: 'Debian 13' };
  const made = { ...own, id: '019ac2ee-0006-7a00-8000-000000000002', state: 'approved', create, decided };
  const fault = { code: 'name_taken', params: {}, message: 'You have a VM of that name.' };
  const notMade = { ...made, id: '019ac2ee-0006-7a00-8000-000000000003', decided: { ...decided, fault } };
  const deploymentId = '019ac2ee-0006-7a00-8000-000000000004';
  const items = [own, { ...made, decided: { ...decided, deploymentId } }, notMade];
  const { person, asked } = show(list, {
    'requests.list': { items, nextCursor: null },
    'requests.withdraw': own,
  });
  await said('As much as there is.');
  await said('The VM could not be created: You have a VM of that name.');
  expect(screen.getByRole('link', { name: 'Open the VM' }).getAttribute('href')).toBe(`/deployments/${deploymentId}`);
  expect(screen.queryByRole('navigation')).toBeNull();
  await person.click(screen.getByRole('button', { name: /^Withdraw:/ }));
  await waitFor(() => expect(asked).toEqual([{ path: 'requests.withdraw', input: { id: own.id } }]));
  expect(screen.queryByRole('button', { name: /^Decide/ })).toBeNull();
});
