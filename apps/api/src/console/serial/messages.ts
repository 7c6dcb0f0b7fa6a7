// What a browser says to a VM's serial port, in the messages of PVE's terminals: `0:LENGTH:TEXT` is typed, `1:COLUMNS:ROWS:` is the size of
// the terminal, and `2` keeps the connection open.
import type { FindMessage } from '../client-messages.ts';
import { PeerError } from '../take-bytes.ts';

const typed = /^0:(\d{1,6}):/;
const size = /^1:\d{1,4}:\d{1,4}:/;
/** Of the longest size. */
const longestHead = 12;
/** What may become one of them. */
const begun = /^(?:0(?::\d{0,6})?|1(?::\d{0,4}(?::\d{0,4})?)?)$/;

export const findTerminalMessage: FindMessage = (bytes) => {
  const head = bytes.toString('latin1', 0, longestHead);
  if (head.startsWith('2')) return { length: 1, isHarmless: true };
  const [before, length] = typed.exec(head) ?? [];
  if (before !== undefined) return { length: before.length + Number(length), isInput: true };
  const [whole] = size.exec(head) ?? [];
  if (whole !== undefined) return { length: whole.length };
  if (begun.test(head)) return null;
  throw new PeerError('this is no message of a terminal');
};
