/** What a page, and a part of one, says when it cannot be shown, and that "Try again" brings it once it can. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { withheld, withheldBut } from './database.ts';
import { people } from './facts.ts';
import { heading, ready } from './pages.ts';
import { sharedVm } from './shared-vm.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const NAME = 'shown-again';
/** What the browser logs of a failed render, a failed query, a page without its icon, and a feed that is kept away. */
const provokes = [/ 500 /, /^500 from/, /Minified React error/, /^TRPCClientError/, /favicon\.ico/, /net::ERR_FAILED/];

const vm = sharedVm(people.lead, { name: NAME });

const tryAgain = (place: Page | Locator): Locator => place.getByRole('button', { name: 'Try again' });

test.each([
  { what: 'a page that the server could not render', path: '/admin/templates/debian-13', title: 'Debian 13' },
  { what: 'a page whose query failed', path: '/templates', title: 'Templates' },
])('$what comes with "Try again" as soon as it can, and not before', async ({ path, title }) => {
  const { page } = await visit({ as: people.admin, provokes });
  {
    await using _ = await withheld('canary_runs');
    await page.goto(path);
    await heading(page, 'This page could not be shown').waitFor();
    await expectUsable(page);
    await tryAgain(page).click();
    await expect.poll(() => tryAgain(page).getAttribute('aria-busy')).toBeNull();
    await heading(page, 'This page could not be shown').waitFor();
  }
  await tryAgain(page).click();
  await heading(page, title).waitFor();
});

test('cards of a deployment whose queries failed say so, each with a way to ask again', async () => {
  const { page } = await visit({ as: people.lead, provokes });
  // The live feed would ask again by itself as soon as it begins.
  await page.route('**/deployments.onChange*', (route) => route.abort());
  const cards = { '#operations': 'Setting up', '#snapshots': /^A snapshot keeps the disks/ };
  {
    await using _steps = await withheld('deployment_steps');
    // Snapshots count in what somebody holds, which every page reads.
    await using _snapshots = await withheldBut(['deployment_id', 'status'], 'deployment_snapshots');
    await page.goto(`/deployments/${vm.made.id}`);
    await ready(page);
    for (const card of Object.keys(cards)) await page.locator(card).getByRole('alert').waitFor();
    expect(await page.getByText('None yet.').count()).toBe(0);
    await expectUsable(page);
  }
  for (const [card, shown] of Object.entries(cards)) {
    await tryAgain(page.locator(card)).click();
    await page.locator(card).getByText(shown).waitFor();
  }
});

test('a page that asks again by itself says when it gets no answer, and is silent once it does', async () => {
  const { page } = await visit({ as: people.admin, path: '/admin/clusters', provokes });
  await ready(page);
  const asks = '**/api/trpc/*clusters.list*';
  await page.route(asks, (route) => route.abort());
  const failure = page.getByRole('alert').filter({ hasText: 'The portal could not be reached.' });
  await failure.waitFor();
  await page.unroute(asks);
  await failure.waitFor({ state: 'hidden' });
});
