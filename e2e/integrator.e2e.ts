import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { openReceiver } from '../packages/webhooks/test/receiver.ts';
import { dataDir, people, portal } from './facts.ts';
import { comesToSay, ready, rowOf } from './pages.ts';
import { createByRest, deleteByRest, ownDeployments, rest } from './rest.ts';
import { noteSecret } from './secrets-in-logs.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

afterAll(async () => {
  for (const { id } of await ownDeployments()) await deleteByRest(id);
});

describe.each([
  { where: 'the portal', origin: portal.portalUrl },
  { where: 'apps/api', origin: portal.apiUrl },
])('over REST at $where', ({ origin }) => {
  test.each(['/api/templates', '/api/deployments', '/api/me', '/api/audit'])(
    'the demo token reads %s, a stranger does not',
    async (path) => {
      expect(await rest(path, { origin })).toMatchObject({ status: 200 });
      const refused = await rest(path, { origin, token: null });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
      expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    },
  );

  test('a VM lives from request to deletion, and the open dashboard of its owner follows', async () => {
    const name = `integrated-${randomUUID().slice(0, 8)}`;
    const { page } = await visit({ as: people.voice, path: '/' });
    const { id } = await createByRest({ name, origin });
    await comesToSay(rowOf(page, name), 'Running');
    for (const [action, status] of [
      ['stop', 'Stopped'],
      ['start', 'Running'],
    ]) {
      const accepted = await rest(`/api/deployments/${id}/${action}`, { origin, method: 'POST' });
      expect(accepted).toMatchObject({ status: 202, body: { id } });
      expect(accepted.headers.get('location')).toContain(`/api/deployments/${id}`);
      await comesToSay(rowOf(page, name), String(status));
    }
    await deleteByRest(id, origin);
    await rowOf(page, name).waitFor({ state: 'detached' });
  });
});

test('the same Idempotency-Key at both addresses makes one VM', async () => {
  const idempotencyKey = randomUUID();
  const name = `asked-twice-${idempotencyKey.slice(0, 8)}`;
  const first = await createByRest({ name, idempotencyKey });
  const second = await createByRest({ name, idempotencyKey, origin: portal.apiUrl });
  expect(second.id).toBe(first.id);
  expect((await ownDeployments()).filter((found) => found.name === name)).toHaveLength(1);
});

test('the documentation is read in the browser, from our own address alone', async () => {
  const { page } = await visit({ path: '/api/docs' });
  await page.getByText('/api/deployments/count').first().waitFor();
  // What is further down is made when it comes into view.
  await page.mouse.wheel(0, 1_200);
  await page.getByText('/api/deployments/{id}/start').first().waitFor();
});

test('a system that has a webhook is told of a VM, and whoever administers it sees that it was taken', async () => {
  await using receiver = await openReceiver();
  const name = `told-of-${randomUUID().slice(0, 8)}`;
  const { page } = await visit({ as: people.admin, path: '/admin/webhooks' });
  await ready(page);
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'A team’s chat' }).check();
  await dialog.getByLabel('Team', { exact: true }).waitFor();
  await expectUsable(page);
  await dialog.getByRole('radio', { name: 'Events for a program' }).check();
  await dialog.getByLabel('Name', { exact: true }).fill('CMDB');
  await dialog.getByLabel('Address', { exact: true }).fill(receiver.url);
  await dialog.getByText('VMs', { exact: true }).click();
  await dialog.getByRole('checkbox', { name: 'Anything about VMs' }).check();
  await expectUsable(page);
  await dialog.getByRole('button', { name: 'Add a webhook' }).click();
  noteSecret(dataDir, 'secret of a webhook', (await dialog.getByText(/^whsec_/).textContent()) ?? '');
  await dialog.getByRole('button', { name: 'Done' }).click();

  await createByRest({ name });
  await page.getByRole('button', { name: 'Deliveries: CMDB' }).click();
  const delivery = dialog.getByRole('listitem').filter({ hasText: name }).filter({ hasText: 'Delivered' });
  await delivery.filter({ hasText: 'VM is set up' }).waitFor();
  await expectUsable(page);
  expect(receiver.received.map(({ body }) => JSON.parse(body).data.deployment.name)).toContain(name);

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove: CMDB' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No webhooks').waitFor();
});
