/** What holds on every page, whatever it is about. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountTabs } from '../apps/web/src/features/account/account-rooms.ts';
import { adminTabs } from '../apps/web/src/features/admin/admin-rooms.ts';
import { people } from './facts.ts';
import { card, heading, ready, rowOf } from './pages.ts';
import { type Deployment, Session } from './session.ts';
import { cluster } from './simulated-cluster.ts';
import { expectFits, expectUsable, phone } from './usable.ts';
import { type Visit, visit } from './visitor.ts';

const RUNNING = 'a-running-vm-with-a-name-that-is-about-as-long-as-names-may-be';
const FAILED = 'failed-while-cloning';
const HELD_UP = 'held-up-while-cloning';

let lead: Session;
const made = new Map<string, Deployment>();
const pathOf = (name: string): string => `/deployments/${made.get(name)?.id}`;

beforeAll(async () => {
  lead = await Session.of(people.lead);
  const create = async (name: string, template: string) =>
    made.set(name, await lead.create({ template, name, ticket: 'CASE-2209' }));
  await create(RUNNING, 'pbx-asterisk');
  await lead.until(RUNNING, 'running');
  await cluster.failTask({ type: 'qmclone', exitstatus: 'storage "ceph-vm" is full', times: 10 });
  await create(FAILED, 'win11-support');
  await lead.until(FAILED, 'failed');
  await cluster.clearFaults();
  await cluster.hangTask({ type: 'qmclone' });
  await create(HELD_UP, 'ubuntu-2604');
  await lead.until(HELD_UP, 'provisioning');
});
afterAll(async () => {
  await cluster.clearFaults();
  for (const { id } of made.values()) await lead.delete(id);
});

const missing = { provokes: [/status of 404/] };

/** Each page, and how one knows that it is all there. */
const places: ReadonlyArray<Visit & { name: string; open: () => string; shows: (page: Page) => Promise<unknown> }> = [
  {
    name: 'sign-in',
    open: () => '/sign-in',
    shows: (page) => page.getByLabel('Password').waitFor(),
  },
  {
    name: 'the dashboard',
    as: people.lead,
    open: () => '/',
    shows: (page) => rowOf(page, RUNNING).getByText('Running', { exact: true }).waitFor(),
  },
  {
    name: 'the dashboard when nothing matches',
    as: people.lead,
    open: () => '/?q=nothing-is-called-this&status=stopped',
    shows: (page) => page.getByText('Nothing matches').waitFor(),
  },
  {
    name: 'the templates',
    as: people.lead,
    open: () => '/templates',
    shows: (page) => heading(page, 'Templates').waitFor(),
  },
  {
    name: 'the form for a new VM',
    as: people.lead,
    open: () => '/templates/pbx-asterisk/create',
    shows: (page) => page.getByRole('button', { name: 'Create VM' }).waitFor(),
  },
  {
    name: 'a running deployment',
    as: people.lead,
    open: () => pathOf(RUNNING),
    shows: (page) => card(page, 'Connect').locator('code').first().waitFor(),
  },
  {
    name: 'a failed deployment',
    as: people.lead,
    open: () => pathOf(FAILED),
    shows: (page) => page.getByText('is full').first().waitFor(),
  },
  {
    name: 'a deployment that is being set up',
    as: people.lead,
    open: () => pathOf(HELD_UP),
    shows: (page) => page.getByText('still to come').first().waitFor({ state: 'attached' }),
  },
  {
    name: 'the health of the portal',
    as: people.admin,
    open: () => '/admin/health',
    shows: (page) => page.getByRole('row', { name: /^Database/ }).waitFor(),
  },
  {
    name: 'the overview',
    as: people.admin,
    open: () => '/overview',
    shows: (page) => page.getByRole('figure', { name: 'Leases that end, by day' }).locator('canvas').waitFor(),
  },
  {
    name: 'the limits',
    as: people.admin,
    open: () => '/admin/limits',
    shows: (page) => page.getByRole('row', { name: /^Support/ }).waitFor(),
  },
  {
    name: 'the announcements',
    as: people.admin,
    open: () => '/admin/announcements',
    shows: (page) => page.getByText('Nothing is announced').waitFor(),
  },
  {
    name: 'the webhooks',
    as: people.admin,
    open: () => '/admin/webhooks',
    shows: (page) => page.getByText('No webhooks').waitFor(),
  },
  {
    name: 'the messages',
    as: people.auditor,
    open: () => '/messages',
    shows: (page) => heading(page, 'Messages').waitFor(),
  },
  {
    name: 'the audit trail',
    as: people.auditor,
    open: () => '/audit',
    shows: (page) => page.getByRole('listitem').filter({ hasText: RUNNING }).first().waitFor(),
  },
  {
    name: 'a page that does not exist',
    as: people.lead,
    ...missing,
    open: () => '/no/such/page',
    shows: (page) => heading(page, 'There is nothing here').waitFor(),
  },
  {
    name: 'a deployment that does not exist',
    as: people.lead,
    ...missing,
    open: () => '/deployments/no-such-deployment',
    shows: (page) => heading(page, 'There is nothing here').waitFor(),
  },
];

describe.each(places)('$name', ({ open, shows, ...who }) => {
  test('is accessible in light and dark and on a phone, fits every width, and says that the cluster is simulated', async () => {
    const { page } = await visit({ ...who, path: open() });
    await shows(page);
    await expectUsable(page);
    await page.getByText('Simulated cluster', { exact: true }).first().waitFor();
  });
});

const everywhere = (): readonly string[] => [
  ...[
    '/',
    pathOf(RUNNING),
    pathOf(FAILED),
    pathOf(HELD_UP),
    '/templates',
    '/templates/pbx-asterisk/create',
    '/overview',
    '/requests',
    '/audit',
  ],
  ...[...adminTabs, ...accountTabs].map(({ href }) => href),
  '/admin/templates/new',
];

test('who asks for German reads German on every page, and it fits a phone', async () => {
  const read = async (page: Page, path: string) => {
    await page.goto(path);
    await ready(page);
    expect(await page.getAttribute('html', 'lang'), path).toBe('de-DE');
    await expectFits(page, [phone]);
  };
  const { page: signIn } = await visit({ locale: 'de-DE', path: '/sign-in' });
  await signIn.getByRole('button', { name: 'Anmelden', exact: true }).waitFor();
  await read(signIn, '/sign-in');
  expect(await (await signIn.request.get('/manifest.webmanifest')).json()).toMatchObject({ display: 'standalone' });
  const { page } = await visit({ as: people.admin, locale: 'de-DE' });
  for (const path of everywhere()) await read(page, path);
});

/** Opens something over a page. */
const overlays: ReadonlyArray<{ name: string; path: () => string; open: (page: Page) => Promise<unknown> }> = [
  {
    name: 'the menu of a row',
    path: () => '/',
    open: (page) => page.getByRole('button', { name: `More actions for ${RUNNING}` }).click(),
  },
  {
    name: 'the account menu',
    path: () => '/',
    open: (page) => page.getByRole('button', { name: 'Account menu of Leo Lead' }).click(),
  },
  {
    name: 'the commands',
    path: () => '/',
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Page, VM or template' }).fill(RUNNING.slice(0, 12));
      await page.getByRole('option', { name: RUNNING }).click();
      await page.getByRole('option', { name: 'Stop' }).waitFor();
    },
  },
  {
    name: 'the dialog for a longer lease',
    path: () => '/',
    open: async (page) => {
      await page.getByRole('button', { name: `Extend lease ${RUNNING}` }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'the dialog that asks before deleting',
    path: () => pathOf(RUNNING),
    open: async (page) => {
      await page.getByRole('button', { name: 'Delete this VM' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByText('This is not the name of the VM.').waitFor();
    },
  },
  {
    name: 'a form with refused fields',
    path: () => '/templates/pbx-asterisk/create',
    open: async (page) => {
      await page.getByRole('textbox', { name: 'Name' }).fill('Not A Host Name');
      await page.getByRole('button', { name: 'Create VM' }).click();
      await page.getByText('Use lower-case letters').waitFor();
    },
  },
];

describe.each(overlays)('$name', ({ path, open }) => {
  test('is accessible in light and dark and on a phone, and fits every width', async () => {
    const { page } = await visit({ as: people.lead, path: path() });
    await ready(page);
    await open(page);
    await expectUsable(page);
  });
});
