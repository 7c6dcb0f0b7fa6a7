/** Webhooks: what is chosen is what is sent, a secret is shown once, and what was sent stands there with its answer. */
import type { Webhook } from '@portal/types';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Deliveries } from '../../src/features/webhooks/deliveries.tsx';
import { NewWebhook } from '../../src/features/webhooks/new-webhook.tsx';
import { WebhookList } from '../../src/features/webhooks/webhook-list.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';

const administrator = { ...me, rights: { ...me.rights, administration: 'act' } };
const moment = '2026-11-28T08:00:00.000Z';
const webhook: Webhook = {
  ...{ id: '019ac2ee-0002-7a00-8000-000000000001', version: 3, name: 'CMDB', url: 'https://cmdb.example.com/hooks' },
  ...{ actions: ['deployment.', 'problem.raised', 'deployment.step_'], enabled: true, rotatingUntil: null },
  ...{ createdAt: moment, updatedAt: moment },
};

const delivery = {
  ...{ id: '019ac2ee-0003-7a00-8000-000000000001', state: 'waiting', attempts: 2, createdAt: moment, triedAt: moment },
  ...{ nextAt: moment, status: 503, fault: null, answer: 'Not now' },
  payload: {
    ...{ type: 'deployment.provisioned', timestamp: moment },
    data: {
      ...{ version: 1, id: '019ac2ee-0004-7a00-8000-000000000001', at: moment, action: 'deployment.provisioned' },
      ...{ subject: { type: 'deployment', id: 'any', name: 'web-01' }, outcome: 'succeeded', detail: {} },
    },
  },
};

const overseen = { 'me.get': administrator, 'webhooks.list': { items: [webhook], nextCursor: null } };

test('a new one sends what is chosen, and its secret is gone once it was put away', async () => {
  const made = { ...webhook, secret: 'whsec_c2VjcmV0' };
  const { person, asked } = show(<NewWebhook />, { ...overseen, 'webhooks.create': made });
  await person.click(await screen.findByRole('button', { name: 'Add a webhook' }));
  const form = within(await screen.findByRole('dialog'));
  await person.type(await form.findByLabelText('Name'), 'CMDB');
  await person.click(form.getByRole('button', { name: 'Add a webhook' }));
  expect(form.getByLabelText('Address').getAttribute('aria-invalid')).toBe('true');
  await person.type(form.getByLabelText('Address'), webhook.url);
  await person.click(form.getByText('Problems'));
  await person.click(form.getByRole('checkbox', { name: 'Problem found' }));
  await person.click(form.getByRole('button', { name: 'Add a webhook' }));
  await screen.findByText(made.secret);
  expect(asked).toEqual([
    { path: 'webhooks.create', input: { name: 'CMDB', url: webhook.url, actions: ['problem.raised'] } },
  ]);
  await person.click(screen.getByRole('button', { name: 'Done' }));
  expect(screen.queryByText(made.secret)).toBeNull();
});

test('what a program chose stays chosen when it is changed by hand, and nothing at all cannot be chosen', async () => {
  const { person, asked } = show(<WebhookList />, { ...overseen, 'webhooks.change': webhook });
  await screen.findByText('Anything about VMs · Problem found · deployment.step_');
  await person.click(screen.getByRole('button', { name: 'Change: CMDB' }));
  const form = within(await screen.findByRole('dialog'));
  await person.click(await form.findByRole('checkbox', { name: 'Anything about VMs' }));
  await person.click(form.getByRole('button', { name: 'Change' }));
  await screen.findByText('CMDB is changed');
  expect(asked).toMatchObject([
    { path: 'webhooks.change', input: { actions: ['problem.raised', 'deployment.step_'] } },
  ]);
});

test('what was sent stands there with its answer, and is sent again on request', async () => {
  const answers = { 'webhooks.deliveries': { items: [delivery], nextCursor: null }, 'webhooks.redeliver': webhook };
  const { person, asked } = show(<Deliveries webhook={webhook} />, { ...overseen, ...answers });
  const item = within(await screen.findByRole('listitem'));
  for (const words of ['On its way', 'Not now', 'web-01']) expect(item.getByText(words)).toBeTruthy();
  expect(item.getByText(/Answered 503/)).toBeTruthy();
  expect(item.getByText(/tried 2 times/)).toBeTruthy();
  await person.click(item.getByRole('button', { name: 'Send again' }));
  await screen.findByText('The delivery is on its way again');
  expect(asked).toEqual([{ path: 'webhooks.redeliver', input: { id: webhook.id, deliveryId: delivery.id } }]);
});

test('whoever only looks has no button but the one to the deliveries', async () => {
  const rights = { ...administrator.rights, administration: 'look' };
  show(<WebhookList />, { ...overseen, 'me.get': { ...administrator, rights } });
  await screen.findByText('Enabled');
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Deliveries']);
});
