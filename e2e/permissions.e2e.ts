import { randomUUID } from 'node:crypto';
import { globSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { people } from './facts.ts';
import { card, chooseAction, comesToSay, heading, ready, rowOf } from './pages.ts';
import { type Deployment, pageAt, Session, type SessionCookie, signInByApi } from './session.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const NAME = 'stopped-by-its-owner';
const missing = /status of 404/;

let owner: Session;
let stopped: Deployment;

beforeAll(async () => {
  owner = await Session.of(people.desktop);
  stopped = await owner.create({ template: 'debian-13', name: NAME });
  await owner.until(NAME, 'running');
  await owner.stop(stopped.id);
  await owner.until(NAME, 'stopped');
});
afterAll(() => owner.delete(stopped.id));

const actions = [
  'Console',
  'Start',
  'Stop',
  'Reboot',
  'Suspend',
  'Reset (hard)',
  'Extend lease',
  'Resize',
  'Set a new password',
  'Edit details',
  'Transfer',
  'Protect from deletion',
  'Rebuild',
  'Delete',
];

/** The actions of the row's menu; null for one that can be chosen, otherwise why it cannot. */
async function reasons(page: Page): Promise<Record<string, string | null>> {
  await page.getByRole('button', { name: `More actions for ${NAME}` }).click();
  const entries = page.getByRole('menuitem');
  await entries.first().waitFor();
  const items = await entries.all();
  const found = await Promise.all(
    items.map(async (item) => {
      const text = (await item.textContent()) ?? '';
      const action = actions.find((name) => text.startsWith(name)) ?? text;
      const disabled = (await item.getAttribute('aria-disabled')) === 'true';
      return [action, disabled ? text.slice(action.length) : null] as const;
    }),
  );
  return Object.fromEntries(found);
}

type Visitor = keyof typeof people | 'stranger';
const signedIn: readonly Visitor[] = ['admin', 'lead', 'voice', 'desktop', 'auditor'];
const overseers: readonly Visitor[] = ['admin', 'auditor'];
const administrators: readonly Visitor[] = ['admin'];

/** For whom each page of the portal is there, by its place in the tree of its files; and an address of it. */
const pages: Readonly<Record<string, readonly [opensFor: readonly Visitor[], at?: () => string]>> = {
  '/': [signedIn],
  '/audit': [signedIn],
  '/messages': [signedIn],
  '/overview': [['lead', ...overseers]],
  '/requests': [signedIn],
  '/templates': [signedIn],
  '/templates/[id]/create': [signedIn, () => '/templates/debian-13/create'],
  '/deployments/[id]': [['desktop', ...overseers], () => `/deployments/${stopped.id}`],
  '/deployments/[id]/console': [['desktop', ...overseers], () => `/deployments/${stopped.id}/console`],
  '/account': [signedIn],
  '/account/messages': [signedIn],
  '/account/profile': [signedIn],
  '/account/sessions': [signedIn],
  '/account/tokens': [signedIn],
  '/admin': [overseers],
  '/admin/announcements': [overseers],
  '/admin/clusters': [overseers],
  '/admin/health': [overseers],
  '/admin/limits': [overseers],
  '/admin/mail': [overseers],
  '/admin/orphans': [overseers],
  '/admin/people': [overseers],
  '/admin/problems': [overseers],
  '/admin/quarantine': [overseers],
  '/admin/templates': [overseers],
  '/admin/templates/[id]': [overseers, () => '/admin/templates/debian-13'],
  '/admin/templates/[id]/publish': [administrators, () => '/admin/templates/debian-13/publish'],
  '/admin/templates/new': [administrators],
  '/admin/tokens': [overseers],
  '/admin/webhooks': [overseers],
  '/[...missing]': [[], () => '/nowhere'],
  '/sign-in': [['stranger', ...signedIn]],
  '/set-password': [['stranger', ...signedIn]],
};

test('every page of the portal is there for whom it is said to be, and for nobody else', async () => {
  const files = globSync('**/page.tsx', { cwd: new URL('../apps/web/src/app', import.meta.url) });
  const routes = files.map(
    (file) =>
      `/${file
        .split('/')
        .slice(0, -1)
        .filter((part) => !part.startsWith('('))
        .join('/')}`,
  );
  // One that is there until there is an administrator.
  expect(Object.keys(pages).toSorted()).toEqual(routes.filter((route) => route !== '/set-up').toSorted());
  const visitors = new Map<Visitor, SessionCookie | undefined>([['stranger', undefined]]);
  for (const name of signedIn) if (name !== 'stranger') visitors.set(name, await signInByApi(people[name]));
  for (const [route, [isFor, at = () => route]] of Object.entries(pages)) {
    for (const [visitor, cookie] of visitors) {
      const elsewhere = visitor === 'stranger' ? 'sign-in' : 'missing';
      expect([visitor, route, await pageAt(at(), cookie)]).toEqual([
        visitor,
        route,
        isFor.includes(visitor) ? 'open' : elsewhere,
      ]);
    }
  }
});

test('the deployment of another team is the same page as one that does not exist', async () => {
  const { page } = await visit({ as: people.voice, provokes: [missing] });
  const seen = [];
  for (const id of [stopped.id, randomUUID(), 'no-id-at-all']) {
    await page.goto(`/deployments/${id}`);
    await heading(page, 'There is nothing here').waitFor();
    seen.push({ text: await page.getByRole('main').textContent(), title: await page.title() });
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
});

test('an auditor sees every deployment and its trail, and is offered nothing that changes one', async () => {
  const { page } = await visit({ as: people.auditor, path: '/' });
  await rowOf(page, NAME).getByText('Dana Support').waitFor();
  expect(await page.getByRole('link', { name: 'Create a VM' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: `Start ${NAME}` }).count()).toBe(0);
  for (const reason of Object.values(await reasons(page))) expect(reason).toBeTruthy();
  await page.keyboard.press('Escape');

  await rowOf(page, NAME).getByRole('link', { name: NAME }).click();
  await card(page, 'Operations').getByText('Setting up').waitFor();
  expect(await page.getByRole('button', { name: 'Delete this VM' }).isDisabled()).toBe(true);
  expect(await card(page, 'Lease').getByRole('button').count()).toBe(0);

  await page.goto('/templates');
  await page.getByText('Your role may look at templates').waitFor();
  expect(await page.getByRole('link', { name: /^Create/ }).count()).toBe(0);
});

test('an administrator transfers a VM to a colleague and back: each time it is the other’s to use', async () => {
  const { page } = await visit({ as: people.admin, path: `/deployments/${stopped.id}` });
  for (const [heir, team] of [
    ['Sam Support', 'Voice support'],
    ['Dana Support', 'Desktop support'],
  ]) {
    await chooseAction(page, NAME, 'Transfer');
    const dialog = page.getByRole('dialog', { name: `Transfer ${NAME}` });
    const choice = await dialog.getByRole('option', { name: `${heir} (` }).getAttribute('value');
    expect(await violations(page)).toEqual([]);
    await dialog.getByLabel('New owner').selectOption(choice);
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await comesToSay(card(page, 'Details'), `${heir}, ${team}`);
  }
  await owner.until(NAME, 'stopped');
});

test('a VM that is shared comes to an open page and goes from it, and can be operated but not deleted', async () => {
  const sams = await visit({ as: people.voice, path: '/?owner=shared', provokes: [missing] });
  await sams.page.getByText('Nothing matches').waitFor();
  const { page } = await visit({ as: people.admin, path: `/deployments/${stopped.id}` });
  const sharing = card(page, 'Shared with');
  await sharing.getByText('Nobody else uses this VM.').waitFor();
  const choice = await sharing.getByRole('option', { name: 'Sam Support (' }).getAttribute('value');
  await sharing.getByLabel('Share with').selectOption(choice);
  await sharing.getByLabel('What they may do').selectOption('operate');
  await sharing.getByRole('button', { name: 'Share', exact: true }).click();
  await sharing.getByText('sam.support@example.com · Operate it').waitFor();
  expect(await violations(page)).toEqual([]);

  await rowOf(sams.page, NAME).getByText('Shared by Dana Support').waitFor();
  await rowOf(sams.page, NAME).getByRole('link', { name: NAME }).click();
  await sams.page.getByText('Dana Support shares this VM with you, to operate.').waitFor();
  await sams.page.getByRole('button', { name: `Start ${NAME}` }).waitFor();
  expect(await sams.page.getByRole('button', { name: 'Delete this VM' }).isDisabled()).toBe(true);
  expect(await card(sams.page, 'Shared with').count()).toBe(0);

  await sharing.getByRole('button', { name: 'End the share with Sam Support' }).click();
  await heading(sams.page, 'There is nothing here').waitFor();
  await sharing.getByText('Nobody else uses this VM.').waitFor();
});

test('a VM that is offered comes to the colleague’s open list, and is theirs on every page once they accept', async () => {
  const sams = await visit({ as: people.voice, path: '/', provokes: [missing] });
  await heading(sams.page, 'VMs').waitFor();
  const danas = await visit({ as: people.desktop, path: `/deployments/${stopped.id}`, provokes: [missing] });
  await card(danas.page, 'Hand over').getByText('It stays with Dana Support until they accept it.').waitFor();
  const { page } = await visit({ as: people.admin, path: `/deployments/${stopped.id}` });
  const handover = card(page, 'Hand over');
  const choice = await handover.getByRole('option', { name: 'Sam Support (' }).getAttribute('value');
  const offer = async () => {
    await handover.getByLabel('Colleague').selectOption(choice);
    await handover.getByRole('button', { name: 'Offer' }).click();
    for (const shown of [handover, card(danas.page, 'Hand over')]) {
      await shown.getByText(/^Offered to Sam Support \(sam\.support@example\.com\) until/).waitFor();
    }
    await card(sams.page, 'Somebody offers you a VM').getByText(NAME, { exact: true }).waitFor();
  };
  await offer();
  for (const shown of [page, sams.page]) expect(await violations(shown)).toEqual([]);
  await card(danas.page, 'Hand over').getByRole('button', { name: 'Withdraw' }).click();
  await card(sams.page, 'Somebody offers you a VM').waitFor({ state: 'hidden' });
  await handover.getByLabel('Colleague').waitFor();

  await offer();
  const offered = card(sams.page, 'Somebody offers you a VM');
  await offered.getByText(/^From Ada Admin/).waitFor();
  await offered.getByRole('button', { name: `Accept ${NAME}` }).click();
  await rowOf(sams.page, NAME).waitFor();
  await offered.waitFor({ state: 'hidden' });
  await comesToSay(card(page, 'Details'), 'Sam Support, Voice support');
  await heading(danas.page, 'There is nothing here').waitFor();

  // Back to whom the other tests know it with.
  await chooseAction(page, NAME, 'Transfer');
  const dialog = page.getByRole('dialog', { name: `Transfer ${NAME}` });
  const dana = await dialog.getByRole('option', { name: 'Dana Support (' }).getAttribute('value');
  await dialog.getByLabel('New owner').selectOption(dana);
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Transfer' }).click();
  await comesToSay(card(page, 'Details'), 'Dana Support, Desktop support');
  await rowOf(sams.page, NAME).waitFor({ state: 'hidden' });
});

test('what an administrator announces reaches open pages and the page for signing in, is put away for good, and leaves with its withdrawal', async () => {
  const text = 'Saturday from 8 to 10: Berlin is updated.';
  const { page: open } = await visit({ as: people.voice, path: '/' });
  await comesToSay(open.getByRole('main'), 'Live');
  const { page } = await visit({ as: people.admin, path: '/admin/announcements' });
  await ready(page);
  await page.getByRole('button', { name: 'New announcement' }).click();
  await page.getByLabel('Text', { exact: true }).fill(text);
  await page.getByLabel('Until', { exact: true }).fill('2999-01-01T08:00');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Publish' }).click();
  await open.getByText(text).waitFor();
  await expectUsable(open);

  const stranger = await visit({ path: '/sign-in', scripts: false });
  await stranger.page.getByText(text).waitFor();
  await open.getByRole('button', { name: 'Do not show this again' }).click();
  await open.reload();
  await comesToSay(open.getByRole('main'), 'Live');
  expect(await open.getByText(text).count()).toBe(0);

  await page.getByRole('button', { name: `Withdraw: ${text}` }).click();
  await page.getByText('Nothing is announced').waitFor();
  await page.getByText(text).first().waitFor({ state: 'detached' });
});
