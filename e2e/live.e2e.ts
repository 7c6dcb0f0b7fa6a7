import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { people, portal } from './facts.ts';
import { card, comesToSay, rowOf } from './pages.ts';
import { createByRest, deleteByRest, ownDeployments } from './rest.ts';
import { Session } from './session.ts';
import { cluster } from './simulated-cluster.ts';
import { visit } from './visitor.ts';

/** What the browser logs when a connection breaks. */
const lostConnection = /net::ERR_/;
const KNOWN = 'known-before';

let admin: Session;
let known: string;

beforeEach(async () => {
  admin = await Session.of(people.admin);
  known = (await admin.create({ template: 'debian-13', name: KNOWN })).id;
  await admin.until(KNOWN, 'running');
});
afterEach(async () => {
  await admin.delete(known);
  for (const { id } of await ownDeployments()) await deleteByRest(id);
});

const isLive = (page: Page): Promise<void> => comesToSay(page.getByRole('main'), 'Live');

test('a VM that is stopped outside the portal shows as stopped, with an entry in its trail that the portal itself wrote', async () => {
  const { page } = await visit({ as: people.admin, path: `/deployments/${known}` });
  await isLive(page);
  const { vms } = await cluster.snapshot();
  const vm = vms.find(({ config }) => config.name === KNOWN);
  await cluster.setPower(Number(vm?.vmid), 'stopped');
  await comesToSay(page.getByRole('main'), 'Stopped');
  await card(page, 'Operations').getByRole('link', { name: 'Audit trail' }).click();
  const entry = page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: 'Started or stopped outside the portal' });
  await entry.getByText('The portal', { exact: true }).first().waitFor();
});

test('a page whose line is cut says so, and afterwards shows everything that happened meanwhile', async () => {
  const { page, network } = await visit({ as: people.admin, path: '/', provokes: [lostConnection] });
  await isLive(page);
  network.cut();
  await comesToSay(page.getByRole('main'), 'Reconnecting…');
  await page.getByText(/^Updated \d+ s ago$/).waitFor();
  await admin.stop(known);
  await createByRest({ name: 'made-meanwhile' });
  await admin.until(KNOWN, 'stopped');
  await admin.until('made-meanwhile', 'running');
  await rowOf(page, KNOWN).getByText('Running', { exact: true }).waitFor();
  network.restore();
  await comesToSay(rowOf(page, KNOWN), 'Stopped');
  await comesToSay(rowOf(page, 'made-meanwhile'), 'Running');
  await isLive(page);
});

test('an open page survives the end of the web process and misses no change', async () => {
  const { page } = await visit({ as: people.admin, path: '/', provokes: [lostConnection] });
  await isLive(page);
  expect(portal.pids.web).not.toBeNull();
  process.kill(Number(portal.pids.web), 'SIGKILL');
  await createByRest({ name: 'made-while-web-was-down', origin: portal.apiUrl });
  await comesToSay(rowOf(page, 'made-while-web-was-down'), 'Running');
  await isLive(page);
});
