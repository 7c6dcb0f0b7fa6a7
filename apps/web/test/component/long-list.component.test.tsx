/** A list longer than a screen: it goes on as one scrolls, is led through by keys, and a change asks again for what is in view alone. */
import type { Deployment, ListDeployments } from '@portal/types';
import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DeploymentList } from '../../src/features/deployments/list/deployment-list.tsx';
import { useLookAgain } from '../../src/features/deployments/queries.ts';
import { deploymentIn, template } from './examples.ts';
import { show } from './stage.tsx';

vi.mock('next/navigation', () => ({
  usePathname: () => '/',
  useSearchParams: () => new URLSearchParams(''),
  useRouter: () => ({ push() {}, refresh() {} }),
}));

/** As it is estimated before a row is drawn. */
const ROW_HEIGHT = 62;

const scrolledTo = (top: number): void => {
  Object.defineProperty(window, 'scrollY', { value: top, configurable: true });
  window.dispatchEvent(new Event('scroll'));
};

/** As a browser does, the event comes later. */
const scrollLater = (top: number): void => queueMicrotask(() => act(() => scrolledTo(top)));

/** Pixels, of which there are none here: each row is as high as the others, and stands where it would. */
beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const y = this.tagName === 'TBODY' ? -window.scrollY : 0;
    return new DOMRect(0, y, 1_000, this.tagName === 'TR' ? ROW_HEIGHT : 0);
  });
  const scrollTo = ({ top = 0 }: ScrollToOptions = {}) => scrollLater(top);
  vi.spyOn(window, 'scrollTo').mockImplementation(scrollTo as typeof window.scrollTo);
  vi.spyOn(window, 'scrollBy').mockImplementation((_x, by) => scrollLater(window.scrollY + Number(by)));
});
afterEach(() => {
  vi.restoreAllMocks();
  scrolledTo(0);
});

const numbered = (n: number): Deployment => ({
  ...deploymentIn('running'),
  id: `019ac30a-0001-7d10-9c3e-${String(n).padStart(12, '0')}`,
  name: `vm-${n}`,
});

/** Answers page by page; a cursor names the row that the next one begins after. */
const listOf = (vms: readonly Deployment[]) => {
  const asked: (string | undefined)[] = [];
  const answers = {
    'templates.list': { items: [template] },
    'me.views': { items: [] },
    'deployments.count': () => ({ count: vms.length, more: false }),
    'deployments.list': ({ owner, cursor, limit = 0 }: ListDeployments) => {
      if (owner === 'me') return { items: [], nextCursor: null };
      asked.push(cursor);
      const begin = vms.findIndex(({ name }) => name === cursor) + 1;
      const items = vms.slice(begin, begin + limit);
      return { items, nextCursor: begin + limit < vms.length ? (items.at(-1)?.name ?? null) : null };
    },
  };
  return { asked, answers };
};

/** By its label: to look for a role takes long among so many rows. */
const box = (name: string): Promise<HTMLElement> => screen.findByLabelText(`Choose ${name}`);
const boxes = (): readonly HTMLElement[] => screen.getAllByLabelText(/^Choose vm/);

test('rows are drawn where one looks, and loaded as one comes near their end', async () => {
  const { asked, answers } = listOf(Array.from({ length: 300 }, (_, n) => numbered(n)));
  show(<DeploymentList columns={undefined} />, answers);
  await box('vm-0');
  expect(asked).toEqual([undefined, 'vm-24']);
  act(() => scrolledTo(100 * ROW_HEIGHT));
  await box('vm-100');
  await waitFor(() => expect(asked).toEqual([undefined, 'vm-24', 'vm-124']));
  expect(screen.queryByLabelText('Choose vm-20')).toBeNull();
  expect(boxes().length).toBeLessThan(50);
  const table = screen.getByRole('table');
  expect(table.getAttribute('aria-rowcount')).toBe('301');
  expect((await box('vm-100')).closest('tr')?.getAttribute('aria-rowindex')).toBe('102');
});

test('keys lead through the rows, to those that are not drawn yet too; one row is a stop of the Tab key', async () => {
  const { person } = show(
    <DeploymentList columns={undefined} />,
    listOf(Array.from({ length: 75 }, (_, n) => numbered(n))).answers,
  );
  (await box('vm-0')).focus();
  const leadsTo = async (key: string, name: string) => {
    await person.keyboard(`{${key}}`);
    await waitFor(async () => expect(document.activeElement).toBe(await box(name)));
  };
  await leadsTo('ArrowDown', 'vm-1');
  await leadsTo('End', 'vm-74');
  expect(boxes().filter(({ tabIndex }) => tabIndex === 0)).toEqual([await box('vm-74')]);
  await leadsTo('ArrowUp', 'vm-73');
  await leadsTo('Home', 'vm-0');
  await person.keyboard('{PageDown}');
  await waitFor(() => expect(boxes().indexOf(document.activeElement as HTMLElement)).toBeGreaterThan(9));
  await leadsTo('PageUp', 'vm-0');
  await leadsTo('ArrowUp', 'vm-0');
  act(() => scrolledTo(60 * ROW_HEIGHT));
  await box('vm-60');
  expect(document.activeElement).toBe(await box('vm-0'));
});

function LookAgain() {
  const { lookAgain } = useLookAgain();
  return (
    <button type="button" onClick={lookAgain}>
      Something changed
    </button>
  );
}

/** The list, and a way to tell the page that something changed. */
const showChanging = (vms: readonly Deployment[]) => {
  const { asked, answers } = listOf(vms);
  const { person } = show(
    <>
      <LookAgain />
      <DeploymentList columns={undefined} />
    </>,
    answers,
  );
  const change = () => person.click(screen.getByRole('button', { name: 'Something changed' }));
  return { person, asked, change };
};

test('a change asks again for the pages in view alone, the others once one comes to them, and what one looks at stays', async () => {
  const vms = Array.from({ length: 325 }, (_, n) => numbered(n));
  const { asked, change } = showChanging(vms);
  await box('vm-0');
  act(() => scrolledTo(100 * ROW_HEIGHT));
  await waitFor(() => expect(asked).toEqual([undefined, 'vm-24', 'vm-124']));
  act(() => scrolledTo(200 * ROW_HEIGHT));
  await box('vm-200');
  vms[20] = { ...numbered(20), name: 'renamed' };
  vms.splice(180, 0, { ...numbered(999), name: 'new-one' });
  await change();
  await waitFor(() => expect(asked).toEqual([undefined, 'vm-24', 'vm-124', 'vm-224', 'vm-124']));
  await box('vm-200');
  await waitFor(() => expect(window.scrollY).toBe(201 * ROW_HEIGHT));
  act(() => scrolledTo(0));
  await box('renamed');
  expect(asked.slice(5)).toEqual([undefined]);
});

test('pages that were asked once since a change are not asked again as one goes forth and back', async () => {
  const { asked, change } = showChanging(Array.from({ length: 225 }, (_, n) => numbered(n)));
  await box('vm-0');
  act(() => scrolledTo(100 * ROW_HEIGHT));
  await waitFor(() => expect(asked).toEqual([undefined, 'vm-24', 'vm-124']));
  await box('vm-100');
  await change();
  await waitFor(() => expect(asked.slice(3)).toEqual(['vm-24']));
  for (const row of [0, 60, 0, 60, 150]) {
    act(() => scrolledTo(row * ROW_HEIGHT));
    await box(`vm-${row}`);
  }
  await waitFor(() => expect(asked.slice(4)).toEqual([undefined, 'vm-124']));
});

test('what a change pushes out of the page in view stays, chosen as it was, and what went elsewhere is counted', async () => {
  const vms = Array.from({ length: 75 }, (_, n) => numbered(n));
  const { person, change } = showChanging(vms);
  await screen.findByText('75 VMs');
  act(() => scrolledTo(22 * ROW_HEIGHT));
  await person.click(await box('vm-24'));
  act(() => scrolledTo(0));
  await box('vm-0');
  vms.splice(50, 10);
  vms.unshift({ ...numbered(999), name: 'vm-new' });
  await change();
  await box('vm-new');
  await waitFor(() => expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('67'));
  expect(screen.getByText('1 VM chosen')).toBeDefined();
  act(() => scrolledTo(22 * ROW_HEIGHT));
  expect((await box('vm-24')) as HTMLInputElement).toHaveProperty('checked', true);
});

test('a page that does not come is told of below the rows, and asked for again by hand alone', async () => {
  const { asked, answers } = listOf(Array.from({ length: 75 }, (_, n) => numbered(n)));
  const isLost = { now: true };
  const { person } = show(<DeploymentList columns={undefined} />, {
    ...answers,
    'deployments.list': (input: ListDeployments) => {
      const page = answers['deployments.list'](input);
      if (isLost.now && input.cursor === 'vm-24') throw new Error('lost');
      return page;
    },
  });
  const again = await screen.findByRole('button', { name: 'Try again' });
  expect(asked.filter((cursor) => cursor === 'vm-24').length).toBeLessThanOrEqual(3);
  isLost.now = false;
  await person.click(again);
  act(() => scrolledTo(40 * ROW_HEIGHT));
  await box('vm-40');
});
