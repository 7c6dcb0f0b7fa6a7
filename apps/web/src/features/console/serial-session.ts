// A VM's serial port, shown by xterm.js.
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import type { StartSession } from './console-session.ts';
import { serialKeys, terminalText } from './keys.ts';
import { sized, stillHere, stillHereEveryMs, typed } from './terminal-messages.ts';

/** In both themes, as terminals are. */
const colours = { background: '#101820', foreground: '#d8e0e8' } as const;

const createTerminal = (viewOnly: boolean): Terminal =>
  new Terminal({
    cursorBlink: !viewOnly,
    disableStdin: viewOnly,
    fontFamily: 'ui-monospace, monospace',
    fontSize: 14,
    screenReaderMode: true,
    theme: colours,
  });

/** The page lets in style elements with its nonce alone: those of xterm.js are given it before they come into the page. */
const open = (terminal: Terminal, target: HTMLElement): void => {
  const place = document.createElement('div');
  place.className = 'size-full [&>.xterm]:p-2';
  place.style.backgroundColor = colours.background;
  terminal.open(place);
  const nonce = document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '';
  for (const style of place.querySelectorAll('style')) style.nonce = nonce;
  target.replaceChildren(place);
};

export const startTerminal: StartSession = ({ target, socket, viewOnly, label, onConnect }) => {
  const terminal = createTerminal(viewOnly);
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  open(terminal, target);
  terminal.textarea?.setAttribute('aria-label', label);
  const resized = new ResizeObserver(() => fit.fit());
  resized.observe(target);
  const say = (message: string | Uint8Array<ArrayBuffer>): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(message);
  };
  const alive = setInterval(() => say(stillHere), stillHereEveryMs);
  terminal.onData((text) => say(typed(text)));
  terminal.onResize((size) => say(sized(size)));

  socket.binaryType = 'arraybuffer';
  // By itself, before anything that the port says: `OK`.
  const begin = (): void => {
    socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => terminal.write(new Uint8Array(data)));
    fit.fit();
    say(sized(terminal));
    onConnect({
      focus: () => terminal.focus(),
      // Not pasted: a shell that marks what is pasted runs none of its lines.
      type: (text) => terminal.input(terminalText(text)),
      press: (key) => terminal.input(serialKeys[key] ?? ''),
      scale: () => undefined,
    });
  };
  socket.addEventListener('message', begin, { once: true });

  return () => {
    clearInterval(alive);
    resized.disconnect();
    socket.close();
    terminal.dispose();
    target.replaceChildren();
  };
};
