/** An administrator makes a role and gives it: the pages of whoever has it say at once what it leaves out. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from './facts.ts';
import { card, comesToSay, ready, rowOf, signIn } from './pages.ts';
import { type Deployment, Session } from './session.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const NAME = 'started-by-the-night-shift';
const role = 'Night shift';
const leftOut = `Your role “${role}” does not include this.`;

let vm: Deployment;

beforeAll(async () => {
  const owner = await Session.of(people.voice);
  vm = await owner.create({ template: 'debian-13', name: NAME });
  await owner.until(NAME, 'running');
});
// With a session of the role that they have in the end.
afterAll(async () => (await Session.of(people.voice)).delete(vm.id));

test('a role is made, given and taken again, and the menu of whoever has it says why not', async () => {
  const { page } = await visit({ as: people.admin, path: '/admin/people', provokes: [/status of 409/] });
  await ready(page);
  const roles = card(page, 'Roles');
  await roles.getByRole('button', { name: 'New role' }).click();
  const made = page.getByRole('dialog', { name: 'New role' });
  await made.getByRole('textbox', { name: 'Name' }).fill(role);
  await made.getByText('VMs', { exact: true }).click();
  await made.getByLabel('Start a VM').check();
  await expectUsable(page);
  await made.getByRole('button', { name: 'Save' }).click();
  await made.waitFor({ state: 'hidden' });
  await roles.getByText('Support, and of that: Start a VM · Read only').waitFor();

  const row = page.getByRole('row').filter({ hasText: people.voice });
  const give = async (label: string): Promise<void> => {
    await row.getByRole('button', { name: 'Actions for' }).click();
    await page.getByRole('menuitem', { name: 'Change' }).click();
    const change = page.getByRole('dialog', { name: 'Change Sam Support' });
    await change.getByLabel('Role').selectOption({ label });
    await change.getByRole('button', { name: 'Change' }).click();
    await change.waitFor({ state: 'hidden' });
  };
  await give(`${role} (narrows Support)`);
  await comesToSay(row, role);
  await comesToSay(roles, '1 person');
  await expectUsable(page);

  const { page: sams } = await visit({ as: people.voice, path: '/', provokes: [/status of 401/] });
  await ready(sams);
  await sams.getByRole('button', { name: /^Account menu of/ }).click();
  await sams.getByText(`${role}, Voice support`).waitFor();
  await sams.keyboard.press('Escape');
  expect(await sams.getByRole('link', { name: 'Create a VM' }).count()).toBe(0);
  await rowOf(sams, NAME)
    .getByRole('button', { name: `More actions for ${NAME}` })
    .click();
  const remove = sams.getByRole('menuitem', { name: /^Delete/ });
  await remove.getByText(leftOut).waitFor();
  expect(await remove.getAttribute('aria-disabled')).toBe('true');
  await sams.keyboard.press('Escape');

  await roles.getByRole('button', { name: `Remove ${role}` }).click();
  const removal = page.getByRole('dialog', { name: `Remove ${role}?` });
  await removal.getByRole('button', { name: 'Remove' }).click();
  await removal.getByText('One person has this role.').waitFor();
  await removal.getByRole('button', { name: 'Leave it as it is' }).click();
  await give('Support');
  await comesToSay(row, 'Support');
  await roles.getByRole('button', { name: `Remove ${role}` }).click();
  await removal.getByRole('button', { name: 'Remove' }).click();
  await removal.waitFor({ state: 'hidden' });

  // A session is of the role that it was begun with: this page goes to the sign-in by itself.
  await sams.waitForURL(/\/sign-in/);
  await signIn(sams, people.voice);
  await sams.getByRole('link', { name: 'Create a VM' }).first().waitFor();
});
