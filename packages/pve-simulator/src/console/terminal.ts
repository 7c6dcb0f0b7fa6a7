/**
 * The serial port of a simulated VM, behind PVE's `termproxy`: a first line signs in and is answered by `OK`; then come messages
 * (`0:LENGTH:TEXT` typed, `1:COLUMNS:ROWS:` a size, `2` nothing), and what the port says goes back as it is. There is no guest behind
 * it: what is typed is shown.
 */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { takeBytes } from './take-bytes.ts';

interface TerminalGuest {
  readonly lines: () => readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
}

interface TerminalOptions {
  /** Null for the first that the VM has. */
  readonly serial: string | null;
  /** What the first line has to be; null where nobody is let in. */
  readonly signIn: string | null;
}

const serialPorts = ['serial0', 'serial1', 'serial2', 'serial3'];
const longestLine = 1_024;

/** Up to the character, which is taken as well. */
async function takeUntil(stream: Duplex, last: string): Promise<string> {
  let text = '';
  for (;;) {
    const character = (await takeBytes(stream, 1)).toString('latin1');
    if (character === last) return text;
    text += character;
    if (text.length > longestLine) throw new Error('the line has no end');
  }
}

/** What is typed in one message; null for one that types nothing. */
async function nextTyped(stream: Duplex): Promise<Buffer | null> {
  const kind = (await takeBytes(stream, 1)).toString('latin1');
  if (kind !== '0' && kind !== '1') return null;
  await takeBytes(stream, 1);
  const figure = Number(await takeUntil(stream, ':'));
  if (kind === '0') return takeBytes(stream, figure);
  await takeUntil(stream, ':');
  return null;
}

const prompt = '> ';
const enter = 0x0d;
const erase = 0x7f;

/** As a terminal in which nothing runs. */
function echoOf(typed: Buffer): Buffer {
  const shown = [...typed].map((byte) => {
    if (byte === enter) return Buffer.from(`\r\n${prompt}`);
    if (byte === erase) return Buffer.from('\b \b');
    return Buffer.from(byte < 0x20 ? [] : [byte]);
  });
  return Buffer.concat(shown);
}

/** As `qm terminal` says it. */
function refusalOf({ config }: TerminalGuest, serial: string | null): string | null {
  if (serial === null) return 'unable to find a serial interface\n';
  if (config[serial] === undefined) return `serial interface '${serial}' is not configured\n`;
  return config[serial] === 'socket' ? null : `wrong serial type on interface '${serial}'\n`;
}

/** Until the client or the connection ends. */
export async function serveTerminal(stream: Duplex, guest: TerminalGuest, options: TerminalOptions): Promise<void> {
  if ((await takeUntil(stream, '\n')) !== options.signIn) return;
  stream.write('OK');
  const serial = options.serial ?? serialPorts.find((port) => guest.config[port] === 'socket') ?? null;
  const refusal = refusalOf(guest, serial);
  if (refusal !== null) {
    await once(stream.end(refusal), 'finish');
    return;
  }
  stream.write(`starting serial terminal on interface ${serial}\r\n${[...guest.lines(), prompt].join('\r\n')}`);
  for (;;) {
    const typed = await nextTyped(stream);
    if (typed !== null) stream.write(echoOf(typed));
  }
}
