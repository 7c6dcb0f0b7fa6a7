/** The form of a template before anything is sent: what it suggests, all that is wrong at once, the focus, and what is kept of it. */
import type { SeenTemplate } from '@portal/types';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { TemplateForm } from '../../src/features/template-admin/form/template-form.tsx';
import { show } from './stage.tsx';

const cluster = { id: '019ac2f0-5d4e-7c61-9b1a-0000000000c1', name: 'demo' };
const seen = (vmid: number, name: string, agent: boolean): SeenTemplate => ({
  vmid,
  node: 'pve3',
  name,
  cores: 1,
  memoryMiB: 1024,
  config: {
    osType: 'l26',
    guestAgent: agent,
    cloudInitDrive: true,
    disks: [{ key: 'scsi0', sizeGiB: 8 }],
    options: null,
  },
  usedBy: [],
});
const answers = {
  'clusters.list': { items: [cluster] },
  'clusters.templates': {
    cluster,
    observedAt: '2026-11-22T09:00:00.000Z',
    unreachableSince: null,
    items: [seen(9004, 'tmpl-debian-13', true), seen(9005, 'tmpl-ubuntu-26', false)],
  },
};
const showForm = () => show(<TemplateForm base={null} />, answers);

const choose = async (person: ReturnType<typeof show>['person'], label: string, option: string | RegExp) => {
  const control = await screen.findByRole('combobox', { name: label });
  await person.selectOptions(control, await screen.findByRole('option', { name: option }));
};

test('all that is missing is said at once, the first field has the focus, and nothing is asked for', async () => {
  const { person, asked } = showForm();
  await person.click(await screen.findByRole('button', { name: 'Register' }));
  const cluster = screen.getByRole('combobox', { name: 'Cluster' });
  await waitFor(() => expect(document.activeElement).toBe(cluster));
  expect(screen.getAllByText('Fill this in.').length).toBeGreaterThan(5);
  expect(asked).toEqual([]);
});

test('figures out of order are at fault until they are in order, whichever is changed', async () => {
  const { person } = showForm();
  await choose(person, 'Cluster', 'demo');
  await choose(person, 'Template in Proxmox VE', /^9004/);
  const [least, usual] = screen.getAllByRole('spinbutton', { name: /^(Least|Default)$/ });
  if (least === undefined || usual === undefined) throw new Error('there are no figures');
  await person.clear(least);
  await person.type(least, '4');
  await person.click(screen.getByRole('button', { name: 'Register' }));
  await screen.findByText('Write them in this order: least, default, most.');
  await person.clear(usual);
  await person.type(usual, '6');
  await waitFor(() => expect(screen.queryByText('Write them in this order: least, default, most.')).toBeNull());
});

test('a size outside of the bounds is at fault at its line until the bounds are wider', async () => {
  const { person } = showForm();
  await choose(person, 'Cluster', 'demo');
  await choose(person, 'Template in Proxmox VE', /^9004/);
  await person.click(screen.getByRole('button', { name: 'Add a size' }));
  const line = within(screen.getByRole('group', { name: 'Size 1' }));
  await person.type(line.getByRole('textbox', { name: 'Name' }), 'Huge');
  const processors = line.getByRole('spinbutton', { name: 'Processors' });
  await person.clear(processors);
  await person.type(processors, '12');
  await person.click(screen.getByRole('button', { name: 'Register' }));
  await line.findByText('This size has figures outside of what the template allows.');
  expect(processors).toHaveProperty('ariaInvalid', 'true');
  const most = within(screen.getByRole('group', { name: 'Processors' })).getByRole('spinbutton', { name: 'Most' });
  await person.clear(most);
  await person.type(most, '16');
  await waitFor(() => expect(processors).toHaveProperty('ariaInvalid', null));
});

test('another PVE template changes only what nobody has written, also after the form is shown again', async () => {
  const { person } = showForm();
  await choose(person, 'Cluster', 'demo');
  await choose(person, 'Template in Proxmox VE', /^9004/);
  await screen.findByDisplayValue('debian-13');
  await person.type(screen.getByRole('textbox', { name: 'Summary' }), 'A small machine.');
  cleanup();
  const again = showForm();
  await screen.findByDisplayValue('A small machine.');
  await screen.findByRole('option', { name: /^9005/ });
  await choose(again.person, 'Template in Proxmox VE', /^9005/);
  await screen.findByDisplayValue('ubuntu-26');
  expect(screen.getByRole('textbox', { name: 'Summary' })).toHaveProperty('value', 'A small machine.');
  expect(screen.getByRole('checkbox', { name: /QEMU guest agent/ })).toHaveProperty('checked', false);
});

test('the grace is asked for only where the VM is deleted after one', async () => {
  const { person } = showForm();
  const grace = () => screen.queryByRole('spinbutton', { name: 'Grace' });
  await screen.findByRole('combobox', { name: 'At the end of the lease' });
  expect(grace()).not.toBeNull();
  await choose(person, 'At the end of the lease', /^Stop the VM, and keep it/);
  expect(grace()).toBeNull();
  await screen.findByText(/^The most above is then how far ahead/);
});
