/** The keyboard's way through the portal: to a page, to a VM and what can be done with it, and the list of keys. */
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Commands } from '../../src/features/commands/commands.tsx';
import { deploymentIn, template } from './examples.ts';
import { show } from './stage.tsx';

const running = deploymentIn('running');
const answers = {
  'deployments.list': { items: [running], nextCursor: null },
  'templates.list': { items: [template], nextCursor: null },
};
const option = (name: RegExp) => screen.findByRole('option', { name });

test('a page is found by its name and gone to by Enter; rooms that somebody lacks are not offered', async () => {
  const { person, visited } = show(<Commands rooms={['problems']} />, {
    ...answers,
    'deployments.list': { items: [], nextCursor: null },
  });
  await person.keyboard('{Control>}k{/Control}');
  await person.type(await screen.findByRole('combobox', { name: 'Page, VM or template' }), 'admin');
  await option(/^Administration: Problems/);
  expect(screen.queryByRole('option', { name: /People/ })).toBeNull();
  await person.keyboard('{Enter}');
  await waitFor(() => expect(visited).toEqual(['/admin/problems']));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('what hurts a VM is asked back as everywhere, and what would be refused says why', async () => {
  const { person, asked } = show(<Commands rooms={[]} />, { ...answers, 'deployments.stop': deploymentIn('stopped') });
  await person.click(screen.getByRole('button', { name: 'Find and do' }));
  await person.click(await option(/^case-4711-trace/));
  const start = await option(/^Start/);
  expect(start.getAttribute('aria-disabled')).toBe('true');
  expect(start.textContent).toContain('It cannot be started: it is running.');
  await option(/^Make another like this/);
  await person.type(screen.getByRole('combobox', { name: 'Action on case-4711-trace' }), 'stop');
  await person.keyboard('{Enter}');
  const question = await screen.findByRole('dialog', { name: 'Stop case-4711-trace?' });
  await waitFor(() => expect(question.contains(document.activeElement)).toBe(true));
  expect(asked).toEqual([]);
  await person.click(await screen.findByRole('button', { name: 'Stop' }));
  await waitFor(() => expect(asked).toEqual([{ path: 'deployments.stop', input: { id: running.id } }]));
});

test('what cannot be looked for is not said to be missing', async () => {
  const { person } = show(<Commands rooms={[]} />, { 'templates.list': answers['templates.list'] });
  await person.keyboard('{Control>}{Shift>}k{/Shift}{/Control}');
  expect(screen.queryByRole('dialog')).toBeNull();
  await person.keyboard('{Control>}k{/Control}');
  await person.type(await screen.findByRole('combobox'), 'no such page');
  await screen.findByText('Looking…');
  await screen.findByText('The portal could not look for everything. Try again.');
  expect(screen.queryByText('Nothing matches.')).toBeNull();
});

test('Escape closes the commands; ? lists the keys, but is a letter where somebody types', async () => {
  const { person } = show(
    <>
      <Commands rooms={[]} />
      <input aria-label="Field" />
    </>,
    answers,
  );
  await person.keyboard('{Control>}k{/Control}');
  await screen.findByRole('combobox');
  await person.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await person.type(screen.getByRole('textbox', { name: 'Field' }), 'what?');
  expect(screen.queryByRole('dialog')).toBeNull();
  screen.getByRole('textbox', { name: 'Field' }).blur();
  await person.keyboard('?');
  await screen.findByRole('dialog', { name: 'Keys' });
});
