/** Typing into a VM where there is no keyboard. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { OnScreenKeyboard } from '../../src/features/console/on-screen-keyboard.tsx';
import { show } from './stage.tsx';

test('the button gives the focus to a field, and what is typed or erased there goes to the VM', async () => {
  const said: string[] = [];
  const session = {
    focus: () => undefined,
    type: (text: string) => said.push(text),
    press: () => undefined,
    scale: () => undefined,
  };
  const { person } = show(<OnScreenKeyboard session={session} />);
  await person.click(await screen.findByRole('button', { name: 'On-screen keyboard' }));
  await person.keyboard('ab{Backspace}{Enter}');
  expect(said).toEqual(['a', 'b', '\b', '\n']);
});
