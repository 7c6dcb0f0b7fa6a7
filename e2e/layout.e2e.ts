/** What stands where: nothing jumps while a page loads, the whole row leads to its VM, and on a phone what matters comes first. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { held, taskWarned } from './database.ts';
import { people } from './facts.ts';
import { card, comesToSay, heading, ready, rowOf, statusBecomes } from './pages.ts';
import { sharedVm } from './shared-vm.ts';
import { phone, wall } from './usable.ts';
import { desk, visit } from './visitor.ts';

/** The most that a page may shift, as browsers measure it. */
const MOST_SHIFT = 0.02;
const PROBLEM = 'A task ended with warnings';
const NAME = 'steady-vm-with-a-name-of-some-length';

const vm = sharedVm(people.admin, { name: NAME, ticket: 'CASE-1' });

/** Begins before the page's own scripts. */
const watch = `
  globalThis.shifts = [];
  const nameOf = ({ node }) => (node?.nodeName ?? 'gone') + ' “' + (node?.textContent ?? '').slice(0, 40) + '”';
  const take = (list) => list.forEach((entry) => {
    if (!entry.hadRecentInput) shifts.push({ value: entry.value, moved: entry.sources.map(nameOf) });
  });
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  globalThis.shiftsSoFar = () => new Promise((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => { take(observer.takeRecords()); resolve(shifts); })));
`;
const shiftsSchema = z.array(z.object({ value: z.number(), moved: z.array(z.string()) }));

const asksByItself = (url: URL | string): boolean => /\/api\/trpc\/(?!deployments\.onChange)/.test(String(url));

/** What the page asks for by itself goes out when the test says so, and not before. */
async function heldAnswers(page: Page) {
  const gate = Promise.withResolvers<void>();
  let asked = 0;
  let answered = 0;
  page.on('requestfinished', (request) => {
    if (asksByItself(request.url())) answered += 1;
  });
  await page.route(asksByItself, async (route) => {
    asked += 1;
    await gate.promise;
    await route.continue();
  });
  return {
    /** Lets them go, and waits until nothing is open: at least one round is asked for once the page is live. */
    release: async () => {
      await expect.poll(() => asked).toBeGreaterThan(0);
      gate.resolve();
      await expect.poll(() => asked - answered).toBe(0);
    },
    letGo: () => gate.resolve(),
  };
}

interface Place {
  readonly name: string;
  readonly open: () => string;
  readonly shows: (page: Page) => Promise<unknown>;
  /** Tables that the server waits for, until the page's skeleton is seen. */
  readonly slow?: readonly string[];
  /** Shown to whoever is not signed in. Other pages follow what happens, and so ask again once they are connected. */
  readonly isPublic?: boolean;
}

const places: readonly Place[] = [
  {
    name: 'sign-in',
    open: () => '/sign-in',
    shows: (page) => page.getByLabel('Password').waitFor(),
    isPublic: true,
  },
  {
    name: 'the dashboard',
    open: () => '/',
    shows: (page) => rowOf(page, NAME).waitFor(),
    slow: ['templates'],
  },
  {
    name: 'a VM',
    open: () => `/deployments/${vm.made.id}`,
    shows: (page) => card(page, 'Operations').getByText('Setting up').waitFor(),
  },
  {
    name: 'the form for a new VM',
    open: () => '/templates/debian-13/create',
    shows: (page) => page.getByRole('button', { name: 'Create VM' }).waitFor(),
  },
  {
    name: 'the problems',
    open: () => '/admin/problems',
    shows: (page) => card(page, PROBLEM).waitFor(),
    slow: ['problem_last_seen'],
  },
];

const skeleton = (page: Page) => page.getByRole('status', { name: 'Loading the page' });

async function shiftsOf(page: Page, { open, shows, slow = [], isPublic = false }: Place) {
  await page.addInitScript({ content: watch });
  const answers = await heldAnswers(page);
  {
    await using tables = slow.length === 0 ? null : await held(...slow);
    await page.goto(open(), { waitUntil: 'commit' });
    if (tables !== null) await skeleton(page).waitFor();
  }
  await shows(page);
  await ready(page);
  if (isPublic) answers.letGo();
  else await answers.release();
  await shows(page);
  return shiftsSchema.parse(await page.evaluate('shiftsSoFar()'));
}

test.each([phone, desk, wall])(
  'no page shifts while it loads, however slow its answers are, at $width px',
  async (viewport) => {
    await using _ = await taskWarned(vm.made.id);
    const stranger = await visit({ viewport });
    const admin = await visit({ as: people.admin, viewport });
    for (const place of places) {
      const page = await (place.isPublic ? stranger : admin).context.newPage();
      const shifts = await shiftsOf(page, place);
      const sum = shifts.reduce((total, { value }) => total + value, 0);
      expect(sum, `${place.name}: ${JSON.stringify(shifts)}`).toBeLessThanOrEqual(MOST_SHIFT);
      await page.close();
    }
  },
);

/** Some place in it where nothing of its own is: its template, or on a phone the words before the address. */
const somewhereIn = async (page: Page, row: Locator): Promise<readonly [number, number]> => {
  const text = row.getByText(page.viewportSize()?.width === phone.width ? 'Address' : '1 vCPU', { exact: false });
  const box = await text.first().boundingBox();
  if (box === null) throw new Error('The row does not show it.');
  return [box.x + box.width / 2, box.y + box.height / 2];
};

test.each([phone, desk])(
  'a click anywhere in a row leads to its VM, in a tab of its own when asked so, at $width px',
  async (viewport) => {
    const { page, context } = await visit({ as: people.admin, viewport, path: '/' });
    const row = rowOf(page, NAME);
    await row.waitFor();
    await ready(page);
    const [x, y] = await somewhereIn(page, row);
    const { href } = new URL(`/deployments/${vm.made.id}`, page.url());

    // What the tab asks for is looked at, not what it shows: the renderer of a tab behind another often crashes under
    // Playwright in a Chromium without windows (microsoft/playwright#42142), after it has asked. It is closed with its context:
    // a crashed one may never answer that it is closed.
    const inNewTab = async (click: () => Promise<void>) => {
      await Promise.all([
        context.waitForEvent('page'),
        context.waitForEvent('request', (request) => request.isNavigationRequest() && request.url() === href),
        click(),
      ]);
    };
    await inNewTab(() => page.mouse.click(x, y, { button: 'middle' }));
    await page.keyboard.down('Control');
    await inNewTab(() => page.mouse.click(x, y));
    await page.keyboard.up('Control');

    await row.getByRole('button', { name: /^Copy address/ }).click();
    await row.getByRole('button', { name: `More actions for ${NAME}` }).click();
    await page.getByRole('menuitem', { name: 'Reboot' }).waitFor();
    await page.keyboard.press('Escape');
    expect(new URL(page.url()).pathname).toBe('/');

    await page.mouse.click(x, y);
    await heading(page, NAME).waitFor();
    await page.goBack();
    await row.getByRole('link', { name: NAME }).press('Enter');
    await heading(page, NAME).waitFor();
  },
);

const top = async (place: Locator): Promise<number> => (await place.first().boundingBox())?.y ?? Number.NaN;

test('on a phone time left, actions, the way in and the lease stand before what was done', async () => {
  const { page } = await visit({ as: people.admin, viewport: phone, path: `/deployments/${vm.made.id}` });
  await ready(page);
  const expectOrder = async () => {
    await card(page, 'Operations').waitFor();
    const places = [
      page.getByRole('main').getByText('Stops in'),
      page.getByRole('button', { name: `More actions for ${NAME}` }),
      card(page, 'Connect'),
      card(page, 'Lease'),
      card(page, 'Operations'),
    ];
    const tops = await Promise.all(places.map(top));
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
  };
  await statusBecomes(page, 'Running');
  await expectOrder();
  await vm.owner.stop(vm.made.id);
  await comesToSay(page.getByRole('main'), 'Stopped');
  await expectOrder();
});
