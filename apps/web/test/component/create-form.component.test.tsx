/** The create form before anything is sent: all that is wrong at once, the focus, and what is kept of it. */
import type { LimitReport, Template } from '@portal/types';
import { cleanup, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { CreatePage } from '../../src/features/deployments/create/create-page.tsx';
import { template } from './examples.ts';
import { show } from './stage.tsx';

const showForm = (
  sizes: Template['sizes'] = [],
  contingents: readonly LimitReport[] = [],
  given: Partial<Template> = {},
) =>
  show(
    <CreatePage
      template={{ ...template, sizes, ...given }}
      given={{ name: null, ticket: '', likeness: {} }}
      suggestedName="debian-13-amber-1"
    />,
    { 'limits.ofTemplate': { items: contingents, nextCursor: null } },
  );

const field = (role: 'textbox' | 'spinbutton', name: RegExp) => screen.findByRole(role, { name });
const write = async (person: ReturnType<typeof show>['person'], control: HTMLElement, text: string) => {
  await person.clear(control);
  await person.type(control, text);
};
const hasFocus = (control: HTMLElement) => waitFor(() => expect(document.activeElement).toBe(control));

test('all that is wrong is said at once, the first wrong field has the focus, and nothing is asked for', async () => {
  const { person, asked } = showForm();
  const name = await field('textbox', /^Name/);
  const processors = await field('spinbutton', /^Processors/);
  await write(person, name, 'Not A Host Name');
  await write(person, processors, '16');
  await person.click(screen.getByRole('button', { name: 'Create VM' }));
  await hasFocus(name);
  expect(name).toHaveProperty('ariaInvalid', 'true');
  await screen.findByText(/^Use lower-case letters, digits and hyphens/);
  await screen.findByText('This template allows 1 to 8.');
  await write(person, name, 'a-host-name');
  await person.click(screen.getByRole('button', { name: 'Create VM' }));
  await hasFocus(processors);
  expect(asked).toEqual([]);
});

test('what was written is there when the form is shown again', async () => {
  const { person } = showForm();
  await write(person, await field('textbox', /^Purpose/), 'A reproduction');
  await write(person, await field('spinbutton', /^Processors/), '3');
  cleanup();
  showForm();
  await screen.findByDisplayValue('A reproduction');
  expect(await field('spinbutton', /^Processors/)).toHaveProperty('value', '3');
});

test('no end that was chosen while it was offered is asked for again once it is not', async () => {
  const { person } = showForm();
  await write(person, await field('textbox', /^Purpose/), 'A reproduction');
  cleanup();
  const [key = ''] = Object.keys(window.sessionStorage);
  const kept = JSON.parse(window.sessionStorage.getItem(key) ?? '');
  window.sessionStorage.setItem(key, JSON.stringify({ ...kept, ttlHours: 'none' }));
  const { asked } = showForm();
  const hours = await field('spinbutton', /^Hours/);
  await person.click(screen.getByRole('button', { name: 'Create VM' }));
  await hasFocus(hours);
  expect(asked).toEqual([]);
});

test('a size by its name stands for its figures, which are shown for whoever wants others', async () => {
  const small = { name: 'Small', vcpus: 1, memoryMiB: 1024, diskGiB: 10 };
  const { person } = showForm([small, { name: 'Medium', vcpus: 2, memoryMiB: 2048, diskGiB: 20 }]);
  const size = (name: RegExp) => screen.getByRole('radio', { name });
  await screen.findByRole('radio', { name: /^Custom/ });
  expect(size(/^Medium/)).toHaveProperty('checked', true);
  expect(screen.queryByRole('spinbutton', { name: /^Processors/ })).toBeNull();
  await person.click(size(/^Small/));
  expect(size(/^Small/)).toHaveProperty('checked', true);
  await person.click(size(/^Custom/));
  const processors = await field('spinbutton', /^Processors/);
  expect(processors).toHaveProperty('value', '1');
  await write(person, processors, '2');
  expect(size(/^Custom/)).toHaveProperty('checked', true);
});

test('what the template requires is no option, and is missed at its field; a ticket is shown how it has to read', async () => {
  const requires = { ticket: true, customer: false, purpose: true, ticketPattern: 'ABC-####' };
  const { person, asked } = showForm([], [], { requires });
  const ticket = await field('textbox', /^Ticket/);
  await screen.findByText(/^Reference of the support case, as ABC-####/);
  await write(person, ticket, 'ABC-12');
  await person.click(screen.getByRole('button', { name: 'Create VM' }));
  await screen.findByText(/^Write it as ABC-####/);
  await screen.findByText('Fill this in.');
  await write(person, ticket, 'abc-0012');
  await write(person, await field('textbox', /^Purpose/), 'A reproduction');
  await waitFor(() => expect(screen.queryByText(/^Write it as/)).toBeNull());
  await person.click(screen.getByRole('button', { name: 'Create VM' }));
  await waitFor(() => expect(asked).toMatchObject([{ input: { ticket: 'abc-0012', purpose: 'A reproduction' } }]));
});

test('what is left on the cluster is said in amounts, and once it is passed, by which and that others may make room', async () => {
  const contingent: LimitReport = {
    ...{ measure: 'memoryMiB', source: 'cluster_together', endsAt: null },
    ...{ limit: 64 * 1024, used: 62 * 1024, requested: 0, after: 62 * 1024, verdict: 'within' },
  };
  const { person } = showForm([], [contingent]);
  await screen.findByText('2 of 64 GiB left');
  await screen.findByText('Memory (its cluster, all VMs together)');
  await write(person, await field('spinbutton', /^Memory/), '4');
  await screen.findByText('All VMs on its cluster together may hold 64 GiB of memory; they hold 62 and you ask for 4.');
  await screen.findByText(/^Others hold of this too/);
});
