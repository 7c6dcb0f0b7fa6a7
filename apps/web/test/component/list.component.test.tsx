/** The list of VMs: its order, how many there are, which columns it shows, and what is being made. */
import type { Deployment } from '@portal/types';
import { act, renderHook, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { DeploymentList } from '../../src/features/deployments/list/deployment-list.tsx';
import { useSelection } from '../../src/features/deployments/list/selection.ts';
import { deploymentIn, me, template } from './examples.ts';
import { show } from './stage.tsx';

const address = vi.hoisted(() => ({ search: '' }));
vi.mock('next/navigation', () => ({
  usePathname: () => '/',
  useSearchParams: () => new URLSearchParams(address.search),
  useRouter: () => ({ push() {}, refresh() {} }),
}));

beforeEach(() => {
  address.search = '';
  // biome-ignore lint/suspicious/noDocumentCookie: there is no Cookie Store API here
  document.cookie = 'portal-columns=; max-age=0; path=/';
});

const named = (name: string, n: number, given: Partial<Deployment> = {}): Deployment => ({
  ...deploymentIn('running'),
  id: `019ac30a-0001-7d10-9c3e-5b6a7f80911${n}`,
  name,
  ...given,
});

const making = named('being-made', 9, {
  status: 'queued',
  queuePosition: 3,
  operation: {
    id: '019ac30a-0001-7d10-9c3e-5b6a7f8091aa',
    kind: 'provision',
    state: 'queued',
    requestedAt: '2026-11-22T09:00:00.000Z',
    startedAt: null,
  },
});

/** The list of creations and the page are asked for by one procedure: what is answered depends on what is asked. */
const answers = (
  items: readonly Deployment[],
  creations: readonly Deployment[] = [],
  nextCursor: string | null = null,
) => ({
  'templates.list': { items: [template] },
  'colleagues.list': { items: [], more: false },
  'me.views': { items: [] },
  'deployments.count': { count: 2_000, more: true },
  'deployments.list': ({ owner }: { readonly owner?: string }) =>
    owner === 'me' ? { items: creations, nextCursor: null } : { items, nextCursor },
});

const rows = async () => {
  const [, ...body] = await screen.findAllByRole('row');
  return body.map((row) => within(row).getByRole('link').textContent);
};

test('what one makes oneself stands above whatever the order is, once, and can be taken back', async () => {
  address.search = 'sort=name';
  const { person, asked } = show(<DeploymentList columns={undefined} />, {
    ...answers([named('alpha', 1), making, named('zeta', 2)], [making]),
    'operations.cancel': {},
  });
  await screen.findByRole('button', { name: 'Cancel being-made' });
  expect(await rows()).toEqual(['being-made', 'alpha', 'zeta']);
  expect(screen.getByText('Position 3')).toBeDefined();
  await person.click(screen.getByRole('button', { name: 'Cancel being-made' }));
  const dialog = await screen.findByRole('dialog');
  await person.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(asked).toEqual([{ path: 'operations.cancel', input: { id: making.operation?.id } }]));
});

test('the total of a list that is loaded whole is what it shows; of more it is counted, up to 2,000', async () => {
  show(<DeploymentList columns={undefined} />, answers([named('alpha', 1), named('beta', 2)]));
  await screen.findByText('2 VMs');
  show(<DeploymentList columns={undefined} />, answers([named('alpha', 1)], [], 'next'));
  await screen.findByText('2,000+ VMs');
});

test('that nobody is waited for is said where only that was asked; with other filters they can be cleared', async () => {
  address.search = 'needs=me&sort=name';
  show(<DeploymentList columns={undefined} />, answers([]));
  await screen.findByText('No VM needs you');
  address.search = 'needs=me&q=nowhere';
  show(<DeploymentList columns={undefined} />, answers([]));
  await screen.findByText('Nothing matches');
});

test('a total that cannot be counted is left out', async () => {
  const { 'deployments.count': _, ...others } = answers([named('alpha', 1)], [], 'next');
  show(<DeploymentList columns={undefined} />, others);
  await screen.findByText('Counting…');
  await waitFor(() => expect(screen.queryByText('Counting…')).toBeNull());
});

test('a heading sorts by its column, and turns around when it does already', async () => {
  const went = vi.spyOn(window.history, 'replaceState');
  const { person } = show(<DeploymentList columns={undefined} />, answers([named('alpha', 1)]));
  await person.click(await screen.findByRole('button', { name: 'Name' }));
  expect(went).toHaveBeenLastCalledWith(null, '', '/?sort=name');
  went.mockRestore();
});

test('columns are chosen, and kept in this browser', async () => {
  const { person } = show(<DeploymentList columns={undefined} />, answers([named('alpha', 1)]));
  await screen.findByRole('columnheader', { name: 'Time left' });
  await person.click(screen.getByRole('button', { name: 'Columns' }));
  await person.click(await screen.findByRole('menuitemcheckbox', { name: 'Time left' }));
  await waitFor(() => expect(screen.queryByRole('columnheader', { name: 'Time left' })).toBeNull());
  await person.click(screen.getByRole('menuitemcheckbox', { name: 'Created' }));
  await screen.findByRole('columnheader', { name: 'Created' });
  expect(document.cookie).toContain('portal-columns=template.address.created');
});

test('node and VMID are for those who administer', async () => {
  const placement = { cluster: 'demo', node: 'pve2', vmid: 5017 };
  const admin = { ...me, rights: { ...me.rights, sees: 'all', administration: 'act' } };
  show(<DeploymentList columns={undefined} />, { ...answers([named('alpha', 1, { placement })]), 'me.get': admin });
  await screen.findByText('pve2, 5017');
});

test('a view is a link to its filters, and marked while it is exactly what the address asks for', async () => {
  address.search = 'sort=expiresAt&expiresWithinHours=72';
  show(<DeploymentList columns={undefined} />, answers([named('alpha', 1)]));
  const views = within(await screen.findByRole('navigation', { name: 'Views' }));
  const link = (name: string) => views.getByRole('link', { name });
  expect(link('Expiring soon').getAttribute('aria-current')).toBe('page');
  expect(link('All').getAttribute('aria-current')).toBeNull();
  expect(link('Needs me').getAttribute('href')).toBe('/?needs=me');
  expect(views.queryByRole('link', { name: 'My team' })).toBeNull();
});

const bulkOf = () => within(screen.getByRole('region', { name: 'What to do with the chosen VMs' }));
const box = (name: string) => screen.findByRole('checkbox', { name: `Choose ${name}` });

test('checkboxes are one stop of the Tab key, led through by the arrow keys, and a range is chosen with Shift', async () => {
  const { person } = show(
    <DeploymentList columns={undefined} />,
    answers(['a', 'b', 'c', 'd'].map((name, n) => named(`vm-${name}`, n))),
  );
  const stops = async () => Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await box(`vm-${name}`)).tabIndex));
  expect(await stops()).toEqual([0, -1, -1, -1]);
  (await box('vm-a')).focus();
  await person.keyboard('{ArrowDown} ');
  expect(document.activeElement).toBe(await box('vm-b'));
  bulkOf().getByText('1 VM chosen');
  await person.keyboard('{Shift>}');
  await person.click(await box('vm-d'));
  await person.keyboard('{/Shift}');
  bulkOf().getByText('3 VMs chosen');
  expect((await box('vm-a')).matches(':checked')).toBe(false);
  await person.click(bulkOf().getByRole('button', { name: 'Choose none' }));
  await screen.findByText('4 VMs');
});

test('a choice ends with what is asked for, and does not come back with it', () => {
  const alpha = named('alpha', 1);
  const { result, rerender } = renderHook(({ of }) => useSelection([alpha], of), { initialProps: { of: 'all' } });
  act(() => result.current.toggle(alpha.id, false));
  expect(result.current.chosen).toEqual([alpha]);
  rerender({ of: 'running' });
  expect(result.current.chosen).toEqual([]);
  rerender({ of: 'all' });
  expect(result.current.chosen).toEqual([]);
});

test('what an action may not do is told beforehand, what is lost is listed, and each VM has its result', async () => {
  const [first, second, off] = [
    named('vm-a', 1),
    named('vm-b', 2, { diskGiB: 40 }),
    named('vm-c', 5, { status: 'stopped', actions: deploymentIn('stopped').actions }),
  ];
  const { person, asked } = show(<DeploymentList columns={undefined} />, {
    ...answers([first, second, off]),
    'deployments.stop': ({ id }: { readonly id: string }) => ({
      ...(id === first.id ? first : second),
      status: 'stopping',
    }),
  });
  await person.click(await screen.findByRole('checkbox', { name: 'Choose all that are loaded' }));
  await person.click(bulkOf().getByRole('button', { name: 'Stop' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Stop 3 VMs?' }));
  dialog.getByText('left out: It cannot be stopped: it is stopped.');
  await person.click(dialog.getByRole('button', { name: 'Stop 2 VMs' }));
  await waitFor(() => expect(dialog.getAllByText('accepted')).toHaveLength(2));
  expect(asked.map(({ input }) => input)).toEqual([{ id: first.id }, { id: second.id }]);
  await person.click(dialog.getByRole('button', { name: 'Close' }));
  await screen.findByText('3 VMs');
  const columns = screen.getByRole('button', { name: 'Columns' });
  await waitFor(() => expect(document.activeElement).toBe(columns));
});

test('many are deleted once their number is typed; one that nobody answers for is told of, and the others go on', async () => {
  const [first, second] = [named('vm-a', 1), named('vm-b', 2, { diskGiB: 40 })];
  const { person, asked } = show(<DeploymentList columns={undefined} />, answers([first, second]));
  await person.click(await box('vm-a'));
  await person.click(await box('vm-b'));
  await person.click(bulkOf().getByRole('button', { name: 'Delete' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Delete 2 VMs?' }));
  dialog.getByText('40 GiB of disk are lost.');
  const submit = dialog.getByRole('button', { name: 'Delete 2 VMs' });
  await person.click(submit);
  dialog.getByText('This is not the number of VMs that would be deleted.');
  expect(asked).toEqual([]);
  await person.type(dialog.getByRole('textbox'), '2');
  await person.click(submit);
  await waitFor(() => expect(dialog.getAllByText(/^refused: /)).toHaveLength(2));
  expect(asked.map(({ path }) => path)).toEqual(['deployments.delete', 'deployments.delete']);
});

test('what is shown is saved under a name, linked as it was, and forgotten where it is shown', async () => {
  const saved = {
    id: '019ac30a-0001-7d10-9c3e-5b6a7f8091bb',
    name: 'Mine to mend',
    filters: { status: 'failed,quarantined', sort: 'name' },
  };
  address.search = 'status=attention&sort=name';
  const { person, asked } = show(<DeploymentList columns={undefined} />, {
    ...answers([named('alpha', 1)]),
    'me.saveView': { items: [saved] },
    'me.forgetView': { items: [] },
  });
  await person.click(await screen.findByRole('button', { name: 'Save this view' }));
  const dialog = within(await screen.findByRole('dialog'));
  await person.click(dialog.getByRole('button', { name: 'Save' }));
  dialog.getByText('Write a name for it.');
  await person.type(dialog.getByRole('textbox', { name: 'Name' }), 'Mine to mend');
  await person.click(dialog.getByRole('button', { name: 'Save' }));
  const link = await screen.findByRole('link', { name: 'Mine to mend' });
  expect(asked).toEqual([{ path: 'me.saveView', input: { name: saved.name, filters: saved.filters } }]);
  expect(link.getAttribute('href')).toBe('/?sort=name&status=attention');
  expect(link.getAttribute('aria-current')).toBe('page');
  await person.click(screen.getByRole('button', { name: 'Forget this view' }));
  await waitFor(() => expect(screen.queryByRole('link', { name: 'Mine to mend' })).toBeNull());
  expect(document.activeElement).toBe(screen.getByRole('navigation', { name: 'Views' }));
});
