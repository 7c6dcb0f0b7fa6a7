/** The main job with the keyboard alone, the focus in sight at each stop; and axe on each menu and dialog of a VM while it is open. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import words from '../apps/web/messages/en.json' with { type: 'json' };
import { deploymentActionRow, type GroupedAction, menuActions } from '../packages/types/src/deployment-actions.ts';
import { violations } from './axe.ts';
import { passwordOf, people } from './facts.ts';
import { card, expectFocus, heading, isFocused, ready, statusBecomes, tabTo } from './pages.ts';
import { visit } from './visitor.ts';

const NAME = 'made-without-a-mouse';
/** Those that ask something before anything is done, and that lose no data. */
const asking = menuActions.filter((action): action is GroupedAction => {
  const { begun, menuGroup, who } = deploymentActionRow(action);
  return menuGroup !== undefined && begun !== 'atOnce' && menuGroup !== 4 && who !== 'leader';
});

const more = (page: Page): Locator => page.getByRole('button', { name: `More actions for ${NAME}` });

const press = async (page: Page, target: Locator): Promise<void> => {
  await tabTo(page, target);
  expect(await target.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
  await page.keyboard.press('Enter');
};

const typeInto = async (page: Page, target: Locator, text: string): Promise<void> => {
  await tabTo(page, target);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
};

/** What stands in a button of its own is in no menu. */
async function openDialog(page: Page, label: string): Promise<Locator> {
  await press(page, more(page));
  await page.getByRole('menu').waitFor();
  const entry = page.getByRole('menuitem', { name: label, exact: true });
  if ((await entry.count()) === 0) {
    await page.keyboard.press('Escape');
    await press(page, page.getByRole('button', { name: `${label} ${NAME}`, exact: true }));
  } else {
    for (const _ of await page.getByRole('menuitem').all()) {
      if (await isFocused(entry)) break;
      await page.keyboard.press('ArrowDown');
    }
    await expectFocus(entry);
    await page.keyboard.press('Enter');
  }
  // Notices are dialogs too, which nobody has opened.
  const dialog = page.getByRole('dialog').and(page.locator('[data-open]'));
  await dialog.waitFor();
  return dialog;
}

test('a person signs in, makes a VM, extends its lease, opens what can be done with it and deletes it with the keyboard alone', async () => {
  const { page } = await visit({ path: '/' });
  await ready(page);
  await typeInto(page, page.getByLabel('E-mail address'), people.voice);
  await typeInto(page, page.getByLabel('Password'), passwordOf(people.voice));
  await page.keyboard.press('Enter');

  await heading(page, 'VMs').waitFor();
  await press(page, page.getByRole('link', { name: 'Create a VM' }).first());
  await heading(page, 'Templates').waitFor();
  await press(page, page.getByRole('link', { name: 'Create a VM from Debian 13' }));
  await heading(page, 'Create: Debian 13').waitFor();
  await typeInto(page, page.getByRole('textbox', { name: 'Ticket' }), 'CASE-42');
  await typeInto(page, page.getByRole('textbox', { name: 'Name' }), NAME);
  await tabTo(page, page.getByRole('radio', { checked: true }).first());
  await page.keyboard.press('ArrowRight');
  await press(page, page.getByRole('button', { name: 'Create VM' }));

  await heading(page, NAME).waitFor();
  await statusBecomes(page, 'Running');
  await press(page, card(page, 'Lease').getByRole('button', { name: '+1 day' }));
  await page.getByText(`The lease of ${NAME} has a new end`).waitFor();

  await press(page, more(page));
  await page.getByRole('menu').waitFor();
  expect(await violations(page), 'the menu').toEqual([]);
  await page.keyboard.press('Escape');
  for (const action of asking) {
    const dialog = await openDialog(page, words.actions[action]);
    expect(await violations(page), action).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }

  await press(page, page.getByRole('button', { name: words.danger.delete }));
  const question = page.getByRole('dialog', { name: `Delete ${NAME}?` });
  await typeInto(page, question.getByRole('textbox'), NAME);
  expect(await violations(page), 'its deletion').toEqual([]);
  await press(page, question.getByRole('button', { name: 'Delete' }));
  await question.waitFor({ state: 'hidden' });
  await statusBecomes(page, 'Deleted');
});
