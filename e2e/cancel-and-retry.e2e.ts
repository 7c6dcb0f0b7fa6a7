/** What is under way can be cancelled on the page of its VM, and what has failed be asked for once more. */
import { afterAll, expect, test } from 'vitest';
import { people } from './facts.ts';
import { card, comesToSay, expectFocus, ready, statusBecomes } from './pages.ts';
import { sharedVm } from './shared-vm.ts';
import { cluster } from './simulated-cluster.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const NAME = 'thought-better-of';

const vm = sharedVm(people.lead, { name: NAME });
afterAll(() => cluster.clearFaults());

test('a stop is cancelled once it is asked back, and says so; a start that failed is retried', async () => {
  await cluster.hangTask({ type: 'qmshutdown' });
  await vm.owner.stop(vm.made.id);
  const { page } = await visit({ as: people.lead, path: `/deployments/${vm.made.id}` });
  await ready(page);
  const stopping = card(page, 'Stopping');
  await stopping.getByRole('button', { name: 'Cancel' }).click();
  const question = page.getByRole('dialog', { name: `Cancel what is done with ${NAME}?` });
  await question.getByText('Its present task comes to its end.').waitFor();
  await expectUsable(page);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText(`Cancelled what was asked of ${NAME}`).waitFor();
  await comesToSay(stopping, 'It has been cancelled, and ends once the VM may be left.');
  await expectFocus(stopping.getByRole('button', { name: 'Cancel' }));
  expect(await stopping.getByRole('button', { name: 'Cancel' }).getAttribute('aria-disabled')).toBe('true');
  await cluster.clearFaults();
  await statusBecomes(page, 'Stopped');
  await card(page, 'Operations').getByText('Leo Lead cancelled it.').waitFor();

  await cluster.failTask({ type: 'qmstart', exitstatus: 'start failed: no memory left' });
  await page.getByRole('button', { name: `Start ${NAME}` }).click();
  const starting = card(page, 'Starting');
  await starting.getByRole('button', { name: 'Retry' }).click();
  const again = page.getByRole('dialog', { name: `Try again on ${NAME}?` });
  await again.getByRole('button', { name: 'Retry' }).click();
  await page.getByText(`Trying again on ${NAME}`).waitFor();
  await statusBecomes(page, 'Running');
});
