// Keys as VNC sends them: what they mean (X11's keysyms) and where they are (`KeyboardEvent.code`), for key combinations that a browser
// keeps for itself, and for text that is typed in place of being pasted.

export interface Key {
  readonly keysym: number;
  readonly code: string;
}

const control: Key = { keysym: 0xffe3, code: 'ControlLeft' };
const alt: Key = { keysym: 0xffe9, code: 'AltLeft' };
const shift: Key = { keysym: 0xffe1, code: 'ShiftLeft' };
const tab: Key = { keysym: 0xff09, code: 'Tab' };
const enter: Key = { keysym: 0xff0d, code: 'Enter' };

export const ctrlAltDel: readonly Key[] = [control, alt, { keysym: 0xffff, code: 'Delete' }];

const functionKeys = Array.from({ length: 12 }, (_, at) => ({
  label: `F${at + 1}`,
  keys: [{ keysym: 0xffbe + at, code: `F${at + 1}` }],
}));

/** By the names that stand on keyboards everywhere. */
export const combinations: readonly { readonly label: string; readonly keys: readonly Key[] }[] = [
  { label: 'Alt+Tab', keys: [alt, tab] },
  { label: 'Windows', keys: [{ keysym: 0xffeb, code: 'MetaLeft' }] },
  { label: 'Esc', keys: [{ keysym: 0xff1b, code: 'Escape' }] },
  ...functionKeys,
];

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

/** Types the text, letter by letter, as if on a keyboard of the United States. */
export const typeText = (keyboard: Keyboard, text: string): void => {
  for (const character of text.replaceAll('\r\n', '\n')) {
    if (character === '\n') press(keyboard, [enter]);
    else if (character === '\t') press(keyboard, [tab]);
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
