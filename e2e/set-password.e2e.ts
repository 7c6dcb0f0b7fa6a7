import { expect, test } from 'vitest';
import { linkFor } from './admin-link.ts';
import { dataDir } from './facts.ts';
import { heading } from './pages.ts';
import { noteSecret } from './secrets-in-logs.ts';
import { visit } from './visitor.ts';

const password = 'correct horse battery staple';
const carla = { name: 'Carla Caretaker', email: 'carla@example.com' };

test('an administrator who is made on the command line sets a password at the link, once, and gets in with it', async () => {
  const { page } = await visit({ provokes: [/status of 404/] });
  const link = await linkFor(carla);
  noteSecret(dataDir, 'link to set a password', link.split('#')[1] ?? link);
  noteSecret(dataDir, 'password', password);
  await page.goto(link);
  const set = async () => {
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('The same again').fill(password);
    await page.getByRole('button', { name: 'Set password' }).click();
  };
  await set();
  await page.getByText('Your password is set. Sign in with it.').waitFor();
  expect(page.url()).not.toContain('#');
  await page.goto(link);
  await set();
  await page.getByText('This link was used already, or its time is over.').waitFor();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(carla.email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await heading(page, 'VMs').waitFor();
  await page.goto('/admin/clusters');
  await heading(page, 'Clusters').waitFor();
});
