/** The create form before anything is sent: all that is wrong at once, the focus, and what is kept of it. */
import { cleanup, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { CreatePage } from '../../src/features/deployments/create/create-page.tsx';
import { template } from './examples.ts';
import { show } from './stage.tsx';

const showForm = () =>
  show(
    <CreatePage
      template={template}
      given={{ name: null, ticket: '', likeness: {} }}
      suggestedName="debian-13-amber-1"
    />,
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
