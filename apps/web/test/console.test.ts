// What a console sends for keys and text, and what follows from how it ended.
import { expect, test } from 'vitest';
import { endingOf, nextAttemptMs } from '../src/features/console/console-state.ts';
import { editing, press, screenKeys, terminalText, typeText } from '../src/features/console/keys.ts';
import { sized, typed } from '../src/features/console/terminal-messages.ts';

const recording = () => {
  const sent: string[] = [];
  const sendKey = (keysym: number, code: string | null, down: boolean) => {
    sent.push(`${down ? '+' : '-'}${code ?? keysym.toString(16)}`);
  };
  return { sent, sendKey };
};

test('a combination is pressed in its order and let go in the reverse', () => {
  const keyboard = recording();
  press(keyboard, screenKeys['Ctrl+Alt+Del'] ?? []);
  expect(keyboard.sent.join(' ')).toBe('+ControlLeft +AltLeft +Delete -Delete -AltLeft -ControlLeft');
});

test('text is typed letter by letter, with Shift where the letter is on the upper half of its key', () => {
  const keyboard = recording();
  typeText(keyboard, 'aB\r\n€');
  expect(keyboard.sent.join(' ')).toBe('+61 -61 +ShiftLeft +42 -42 -ShiftLeft +Enter -Enter +10020ac -10020ac');
});

test('what a phone’s keyboard makes of a text is typed: what is new, and what is erased', () => {
  expect(editing('__', '__a')).toBe('a');
  expect(editing('__', '_')).toBe('\b');
  expect(editing('__teh', '__the ')).toBe('\b\bhe ');
  const keyboard = recording();
  typeText(keyboard, '\ba');
  expect(keyboard.sent.join(' ')).toBe('+Backspace -Backspace +61 -61');
});

test('on a terminal each line ends with its Enter, and what is erased with its Backspace', () => {
  expect(terminalText('ls\r\npwd\n\b')).toBe('ls\rpwd\r\x7f');
});

test('a code that the portal does not send is a connection that broke', () => {
  expect(endingOf(4002)).toBe('signed_out');
  expect(endingOf(1006)).toBe('broken');
});

test('what a new ticket may mend is tried again a few times, and nothing else', () => {
  expect([0, 1, 2, 3, 4, 5].map((failed) => nextAttemptMs('broken', failed))).toEqual([
    500,
    1000,
    2000,
    4000,
    8000,
    null,
  ]);
  expect(nextAttemptMs('signed_out', 0)).toBeNull();
  expect(nextAttemptMs('vm_off', 0)).toBeNull();
});

test('what is typed on a terminal tells its length in bytes', () => {
  const said = (text: string) => new TextDecoder().decode(typed(text));
  expect(['ls\r', 'ü', '€uro', ''].map(said)).toEqual(['0:3:ls\r', '0:2:ü', '0:6:€uro', '0:0:']);
  expect(sized({ cols: 120, rows: 40 })).toBe('1:120:40:');
});
