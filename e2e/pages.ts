/** The portal's pages as a person knows them: by what is written on them. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Email, passwordOf } from './facts.ts';

/** What the pages do by themselves has to have happened by then. */
const LIVE_MS = 60_000;

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { name, level: 1 });

/** What is typed and pressed before React has taken the page over is for the browser alone. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector('main');
    return main !== null && Object.keys(main).some((key) => key.startsWith('__react'));
  });
}

export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await ready(page);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export const signIn = (page: Page, email: Email): Promise<void> => fillSignIn(page, email, passwordOf(email));

/** The row of one deployment on the dashboard. */
export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

export const card = (page: Page, title: string): Locator => page.getByRole('region', { name: title });

/** Waits until the text stands in the place, without the page being asked to load again. */
export const comesToSay = (place: Locator, text: string): Promise<void> =>
  place.getByText(text, { exact: true }).first().waitFor({ timeout: LIVE_MS });

/** On the page of a deployment: its badge, beside its name. */
export const statusBecomes = (page: Page, status: string): Promise<void> => comesToSay(page.getByRole('main'), status);

/** A step of the timeline is read out as its name and its state. */
export const step = (page: Page, name: string, state: string): Locator =>
  page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: `${name}: ${state}` });

export const chooseAction = async (page: Page, name: string, action: string): Promise<void> => {
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
};

/** An action that is asked back before it is done. */
export const chooseAndConfirm = async (page: Page, name: string, action: 'Stop' | 'Reboot'): Promise<void> => {
  await chooseAction(page, name, action);
  const dialog = page.getByRole('dialog', { name: `${action} ${name}?` });
  await dialog.getByRole('button', { name: action }).click();
  await dialog.waitFor({ state: 'hidden' });
};

export async function typeAndDelete(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: `Delete ${name}?` });
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

export const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === element.ownerDocument.activeElement);

export async function expectFocus(target: Locator): Promise<void> {
  await expect.poll(() => isFocused(target)).toBe(true);
}

const MOST_STOPS = 80;

export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} is not among the first ${MOST_STOPS} stops of the keyboard.`);
}
