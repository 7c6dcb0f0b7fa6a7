// Keys as VNC sends them: what they mean (X11's keysyms) and where they are (`KeyboardEvent.code`), for key combinations that a browser
// keeps for itself, and for text that is typed in place of being pasted. On a serial port there are characters in their place.
import type { ConsoleKind } from '@portal/types';

interface Key {
  readonly keysym: number;
  readonly code: string;
}

const control: Key = { keysym: 0xffe3, code: 'ControlLeft' };
const alt: Key = { keysym: 0xffe9, code: 'AltLeft' };
const shift: Key = { keysym: 0xffe1, code: 'ShiftLeft' };
const tab: Key = { keysym: 0xff09, code: 'Tab' };
const backspace: Key = { keysym: 0xff08, code: 'Backspace' };
const enter: Key = { keysym: 0xff0d, code: 'Enter' };

const functionKeys = Array.from({ length: 12 }, (_, at): [string, readonly Key[]] => {
  const name = `F${at + 1}`;
  return [name, [{ keysym: 0xffbe + at, code: name }]];
});

/** By the names that stand on keyboards everywhere. */
export const screenKeys: Readonly<Record<string, readonly Key[]>> = {
  'Ctrl+Alt+Del': [control, alt, { keysym: 0xffff, code: 'Delete' }],
  'Alt+Tab': [alt, tab],
  Windows: [{ keysym: 0xffeb, code: 'MetaLeft' }],
  Esc: [{ keysym: 0xff1b, code: 'Escape' }],
  ...Object.fromEntries(functionKeys),
};

/** What a phone's keyboard has not. */
export const serialKeys: Readonly<Record<string, string>> = {
  'Ctrl+C': '\x03',
  'Ctrl+D': '\x04',
  'Ctrl+Z': '\x1a',
  Esc: '\x1b',
  Tab: '\t',
};

/** As a terminal's keys send it, Enter and Backspace too. */
export const terminalText = (text: string): string => text.replaceAll(/\r?\n/g, '\r').replaceAll('\b', '\x7f');

/** The first is the one that is wanted most. */
export const keyNames: Readonly<Record<ConsoleKind, readonly string[]>> = {
  screen: Object.keys(screenKeys),
  serial: Object.keys(serialKeys),
};

interface Keyboard {
  sendKey(keysym: number, code: string | null, down: boolean): void;
}

/** Pressed in their order, let go in the reverse. */
export const press = (keyboard: Keyboard, keys: readonly Key[]): void => {
  for (const { keysym, code } of keys) keyboard.sendKey(keysym, code, true);
  for (const { keysym, code } of keys.toReversed()) keyboard.sendKey(keysym, code, false);
};

/** What a keyboard of the United States has on the upper half of a key. */
const shifted = /^[A-Z!@#$%^&*()_+{}|:"<>?~]$/;
const latin = 0xff;
const unicodeKeysyms = 0x0100_0000;

const keysymOf = (character: string): number => {
  const point = character.codePointAt(0) ?? 0;
  return point <= latin ? point : unicodeKeysyms + point;
};

/** Characters that are keys without a letter. */
const plainKeys: Readonly<Record<string, Key>> = { '\b': backspace, '\n': enter, '\t': tab };

/** What is typed to make the one text of the other. */
export const editing = (before: string, after: string): string => {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  return '\b'.repeat(before.length - same) + after.slice(same);
};

/** Types the text, letter by letter, as if on a keyboard of the United States. */
export const typeText = (keyboard: Keyboard, text: string): void => {
  for (const character of text.replaceAll('\r\n', '\n')) {
    const plain = plainKeys[character];
    if (plain !== undefined) press(keyboard, [plain]);
    else {
      const isShifted = shifted.test(character);
      const keysym = keysymOf(character);
      if (isShifted) keyboard.sendKey(shift.keysym, shift.code, true);
      keyboard.sendKey(keysym, null, true);
      keyboard.sendKey(keysym, null, false);
      if (isShifted) keyboard.sendKey(shift.keysym, shift.code, false);
    }
  }
};
