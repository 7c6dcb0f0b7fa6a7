/** Several clusters as people see them: what each one shows, and one that stops answering while the other goes on. */
import { type Fault, remoteControl } from '@portal/pve-simulator';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { people, portal } from './facts.ts';
import { card, heading, ready, rowOf } from './pages.ts';
import { Session } from './session.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const ON_BRANCH = 'on-the-branch';
const ASKED_MEANWHILE = 'asked-while-it-is-away';
const ELSEWHERE = 'on-the-other-cluster';
const TEMPLATE_OF_BRANCH = 'sip-probe-branch';
/** Every call is cut off, and none is carried out, until the faults are cleared. */
const silence: Fault = { match: {}, times: 100_000, when: 'before', action: { kind: 'reset' } };
/** Two looks in vain, ten seconds apart. */
const NOTICED_MS = 60_000;

/** The half minute after which the breaker tries again. */
const BACK_MS = 90_000;

const found = portal.clusters.find(({ name }) => name === 'branch');
if (found === undefined) throw new Error('The demonstration has no second cluster.');
const branch = remoteControl(found.url, found);
const admin = await Session.of(people.admin);

afterAll(async () => {
  await branch.clearFaults();
  for (const name of [ON_BRANCH, ASKED_MEANWHILE, ELSEWHERE]) {
    for (const { id } of await admin.named(name)) await admin.delete(id);
  }
});

const says = (page: Page, title: string, text: string | RegExp): Promise<void> =>
  card(page, title).getByText(text).first().waitFor({ timeout: NOTICED_MS });

test('administrators and auditors see what the portal knows of each cluster; for everybody else there is no such page', async () => {
  const { page } = await visit({ as: people.auditor, path: '/' });
  await ready(page);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click();
  await page.getByRole('link', { name: 'Clusters' }).click();
  await heading(page, 'Clusters').waitFor();
  await says(page, 'demo', 'Answering');
  const demo = card(page, 'demo');
  expect(await demo.getByRole('list', { name: 'Nodes' }).getByRole('listitem').allTextContents()).toHaveLength(3);
  expect(await demo.getByRole('meter', { name: 'ceph-vm' }).getAttribute('aria-valuetext')).toMatch(/of 6,144 GiB/);
  await demo.getByText(/GiB\sof\smemory, \d+\svCPUs/).waitFor();
  await demo.getByText('Settings').click();
  await demo.getByText('4 a storage, 2 a node').waitFor();
  await says(page, 'branch', 'Answering');
  await expectUsable(page);

  const support = await visit({ as: people.voice, path: '/', provokes: [/status of 404/] });
  await ready(support.page);
  expect(await support.page.getByRole('link', { name: 'Admin' }).count()).toBe(0);
  await support.page.goto('/admin/clusters');
  await heading(support.page, 'There is nothing here').waitFor();
});

test('a cluster that stops answering: its VMs say since when, requests for it wait with the reason, and the other cluster goes on', async () => {
  const { id } = await admin.create({ template: TEMPLATE_OF_BRANCH, name: ON_BRANCH });
  await admin.until(ON_BRANCH, 'running');
  const { page } = await visit({ as: people.admin, path: '/admin/clusters' });
  await ready(page);
  await says(page, 'branch', 'Answering');

  await branch.addFault(silence);
  await says(page, 'branch', 'Not answering');
  await says(page, 'branch', /This cluster has not been available since/);
  await expectUsable(page);

  const asked = await admin.create({ template: TEMPLATE_OF_BRANCH, name: ASKED_MEANWHILE });
  await page.goto('/');
  await ready(page);
  await rowOf(page, ON_BRANCH)
    .getByText(/^Cluster unreachable since/)
    .waitFor();
  await rowOf(page, ASKED_MEANWHILE).getByText('Queued', { exact: true }).waitFor();
  await page.goto(`/deployments/${asked.id}`);
  await page.getByText(/^Waiting for the cluster, which has not been available since .*\./).waitFor();
  await page.goto(`/deployments/${id}`);
  await page.getByText(/What is shown here is what was known last/).waitFor();
  await expectUsable(page);
  await admin.create({ template: 'debian-13', name: ELSEWHERE });
  await admin.until(ELSEWHERE, 'running');

  await branch.clearFaults();
  await page.goto(`/deployments/${asked.id}`);
  await page.getByText('Running', { exact: true }).first().waitFor({ timeout: BACK_MS });
  await page.goto('/admin/clusters');
  await says(page, 'branch', 'Answering');
});
