/** Webhooks: what is chosen is what is sent, a secret is shown once, and what was sent stands there with its answer. */
import type { Chat, Webhook } from '@portal/types';
import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { Deliveries } from '../../src/features/webhooks/deliveries.tsx';
import { NewWebhook } from '../../src/features/webhooks/new-webhook.tsx';
import { RotateDialog } from '../../src/features/webhooks/rotate-dialog.tsx';
import { WebhookForm } from '../../src/features/webhooks/webhook-form.tsx';
import { WebhookList } from '../../src/features/webhooks/webhook-list.tsx';
import { me } from './examples.ts';
import { show } from './stage.tsx';

const administrator = { ...me, rights: { ...me.rights, administration: 'act' } };
const moment = '2026-11-28T08:00:00.000Z';
const webhook: Webhook = {
  ...{ id: '019ac2ee-0002-7a00-8000-000000000001', version: 3, name: 'CMDB', url: 'https://cmdb.example.com/hooks' },
  ...{ actions: ['deployment.', 'problem.raised', 'deployment.step_'], enabled: true, rotatingUntil: null, chat: null },
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

const team = { id: '019ac2ee-0005-7a00-8000-000000000001', version: 1, name: 'Voice', people: 3 };
const chat: Chat = {
  ...{ format: 'slack', teamId: team.id, kinds: ['lease_warned'] },
  ...{ locale: 'de-DE', timeZone: 'Europe/Berlin' },
};
const ofTeam: Webhook = {
  ...webhook,
  name: 'Voice',
  url: 'https://hooks.slack.com',
  actions: null,
  chat,
};
const withTeams = { ...overseen, 'teams.list': { items: [team], nextCursor: null } };

test('a team’s chat is set up with its kinds, and no secret is shown that nobody would check', async () => {
  const { person, asked } = show(<NewWebhook />, {
    ...withTeams,
    'webhooks.create': { ...ofTeam, secret: 'whsec_c2VjcmV0' },
  });
  await person.click(await screen.findByRole('button', { name: 'Add a webhook' }));
  const form = within(await screen.findByRole('dialog'));
  await person.click(await form.findByRole('radio', { name: /A team’s chat/ }));
  await person.type(form.getByLabelText('Name'), 'Voice');
  await person.type(form.getByLabelText('Address'), 'https://hooks.slack.com/services/T/B/x');
  await person.selectOptions(form.getByLabelText('Chat'), 'Slack');
  await person.click(form.getByRole('checkbox', { name: 'A lease ends soon' }));
  await person.click(form.getByRole('button', { name: 'Add a webhook' }));
  expect(form.getByLabelText('Team').getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(form.getByLabelText('Team'));
  await person.selectOptions(form.getByLabelText('Team'), 'Voice');
  await person.selectOptions(form.getByLabelText('Language'), 'Deutsch');
  await person.selectOptions(form.getByLabelText('Time zone'), 'Europe/Berlin');
  await person.click(form.getByRole('button', { name: 'Add a webhook' }));
  await screen.findByText('Voice is added: send it a test');
  expect(asked).toMatchObject([
    { input: { name: 'Voice', url: 'https://hooks.slack.com/services/T/B/x', actions: null, chat } },
  ]);
  expect(screen.queryByText(/whsec_/)).toBeNull();
});

test('the address of a chat is kept where none is written, and its team is called by name', async () => {
  const answers = { ...withTeams, 'webhooks.list': { items: [ofTeam], nextCursor: null }, 'webhooks.change': ofTeam };
  const { person, asked } = show(<WebhookList />, answers);
  await screen.findByText('A lease ends soon');
  expect(screen.queryByRole('button', { name: 'Rotate: Voice' })).toBeNull();
  await person.click(screen.getByRole('button', { name: 'Change: Voice' }));
  const form = within(await screen.findByRole('dialog'));
  expect(form.queryByRole('radio')).toBeNull();
  await person.selectOptions(await form.findByLabelText('Chat'), 'Microsoft Teams');
  await person.click(form.getByRole('button', { name: 'Change' }));
  await screen.findByText('Voice is changed');
  expect(asked).toEqual([{ path: 'webhooks.change', input: { id: webhook.id, chat: { ...chat, format: 'teams' } } }]);
});

/** The form of a webhook that others change while it is open. */
function ChangedMeanwhile() {
  const [read, setRead] = useState(webhook);
  const [open, setOpen] = useState(true);
  const others = { ...webhook, version: 4, url: 'https://other.example.com/', actions: null };
  return (
    <>
      <button type="button" onClick={() => setRead(others)}>
        Meanwhile
      </button>
      {open ? <WebhookForm webhook={read} close={() => setOpen(false)} onMade={() => {}} /> : 'Closed'}
    </>
  );
}

test('what is changed is the version that the form began with, and only what was changed in it', async () => {
  const { person, asked, meant } = show(<ChangedMeanwhile />, { ...overseen, 'webhooks.change': webhook });
  await person.click(await screen.findByRole('button', { name: 'Meanwhile' }));
  await person.type(screen.getByLabelText('Name'), ' 2');
  await person.click(screen.getByRole('button', { name: 'Change' }));
  await screen.findByText('Closed');
  expect(asked).toEqual([{ path: 'webhooks.change', input: { id: webhook.id, name: 'CMDB 2' } }]);
  expect(meant).toEqual([{ 'if-match': '"3"' }]);
});

test('where nothing was changed nothing is sent', async () => {
  const { person, asked } = show(<ChangedMeanwhile />, overseen);
  await person.click(await screen.findByRole('button', { name: 'Change' }));
  await screen.findByText('Closed');
  expect(asked).toEqual([]);
});

test('groups with a chosen event are unfolded, and that none is chosen is announced', async () => {
  const { person, asked } = show(<ChangedMeanwhile />, overseen);
  const group = (await screen.findByText('VMs')).closest('details');
  expect(group?.open).toBe(true);
  expect(screen.getByText('Clusters').closest('details')?.open).toBe(false);
  for (const box of screen.getAllByRole<HTMLInputElement>('checkbox')) if (box.checked) await person.click(box);
  await person.click(screen.getByRole('button', { name: 'Change' }));
  expect((await screen.findByRole('alert')).textContent).not.toBe('');
  expect(asked).toEqual([]);
});

/** A secret that comes when the dialog has been closed. */
function LeftEarly() {
  const [open, setOpen] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      <RotateDialog webhook={webhook} open={open} close={() => setOpen(false)} />
    </>
  );
}

test('a secret that comes after the dialog was closed is not shown at the next opening', async () => {
  const rotated = Promise.withResolvers<unknown>();
  const made = { ...webhook, secret: 'whsec_c2VjcmV0' };
  const { person, asked } = show(<LeftEarly />, { ...overseen, 'webhooks.rotate': () => rotated.promise });
  await person.click(await screen.findByRole('button', { name: 'Rotate' }));
  expect(asked).toHaveLength(1);
  await person.keyboard('{Escape}');
  rotated.resolve(made);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await person.click(screen.getByRole('button', { name: 'Open' }));
  await screen.findByRole('button', { name: 'Rotate' });
  expect(screen.queryByText(made.secret)).toBeNull();
});

test('one that is disabled is sent no test, and what waits for it says so', async () => {
  const disabled = { ...webhook, enabled: false };
  const answers = {
    'webhooks.list': { items: [disabled], nextCursor: null },
    'webhooks.deliveries': { items: [delivery], nextCursor: null },
  };
  const { person, asked } = show(<WebhookList />, { ...overseen, ...answers });
  await person.click(await screen.findByRole('button', { name: 'Send a test: CMDB' }));
  expect(asked).toEqual([]);
  await person.click(screen.getByRole('button', { name: 'Deliveries: CMDB' }));
  await screen.findByText('Waits until it is enabled');
  await person.click(screen.getByRole('button', { name: 'Close' }));
});

test('what was sent stands there with its answer, and is sent again on request', async () => {
  const answers = { 'webhooks.deliveries': { items: [delivery], nextCursor: null }, 'webhooks.redeliver': webhook };
  const { person, asked } = show(<Deliveries webhook={webhook} />, { ...overseen, ...answers });
  const item = within(await screen.findByRole('listitem'));
  for (const words of ['On its way', 'Not now', 'web-01']) expect(item.getByText(words)).toBeTruthy();
  expect(item.getByText(/Answered 503/)).toBeTruthy();
  expect(item.getByText(/tried 2 times/)).toBeTruthy();
  await person.click(item.getByRole('button', { name: 'Send again: web-01' }));
  await screen.findByText('The delivery is on its way again');
  expect(asked).toEqual([{ path: 'webhooks.redeliver', input: { id: webhook.id, deliveryId: delivery.id } }]);
});

test('whoever only looks has no button but the one to the deliveries', async () => {
  const rights = { ...administrator.rights, administration: 'look' };
  show(<WebhookList />, { ...overseen, 'me.get': { ...administrator, rights } });
  await screen.findByText('Enabled');
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Deliveries']);
});
