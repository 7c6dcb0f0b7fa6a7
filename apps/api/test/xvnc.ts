// A real VNC server: TigerVNC's, as Debian packages it, with an empty desktop whose keys `xev` writes down.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RealVncServer } from '@portal/pve-simulator';
import { freePort } from '@portal/testing';
import { answerChallenge } from '../src/console/rfb/vnc-password.ts';

const programs = { server: '/usr/bin/Xvnc', keys: '/usr/bin/xev' } as const;

export const hasXvnc = Object.values(programs).every(existsSync);
/** Said in the name of the test that is skipped. */
export const absence = hasXvnc
  ? ''
  : ' (skipped: no Xvnc and xev here; on Debian, apt-get install tigervnc-standalone-server x11-utils)';

const password = 'secret12';
/** VNC's password files are encrypted with a key that everybody knows. */
const keyOfFiles = Buffer.from([23, 82, 107, 6, 35, 78, 88, 7]).toString('latin1');

export interface Xvnc extends AsyncDisposable {
  readonly server: RealVncServer;
  /** The next key that the desktop is told of, by its X11 name. */
  nextKey(): Promise<string>;
}

export const startXvnc = async (): Promise<Xvnc> => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-xvnc-'));
  const file = join(folder, 'passwd');
  writeFileSync(file, answerChallenge(Buffer.from(password), keyOfFiles), { mode: 0o600 });
  const port = await freePort();
  // The server chooses a display that is free, and says on its third file which.
  const args = [
    '-displayfd',
    '3',
    '-rfbport',
    String(port),
    '-localhost',
    '-geometry',
    '320x240',
    '-depth',
    '24',
    '-retro',
  ];
  const secure = ['-SecurityTypes', 'VncAuth', '-PasswordFile', file, '-nolisten', 'tcp'];
  const server = spawn(programs.server, [...args, ...secure], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const display = server.stdio[3];
  if (display === null || display === undefined || !('readable' in display)) throw new Error('no display');
  const [number] = await once(display, 'data');
  const keys = spawn(programs.keys, ['-root', '-event', 'keyboard', '-display', `:${String(number).trim()}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: keys.stdout })[Symbol.asyncIterator]();
  return {
    server: { port, password },
    async nextKey() {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error('xev has ended');
        const name = /keysym 0x[0-9a-f]+, (\w+)\)/.exec(value)?.[1];
        if (name !== undefined) return name;
      }
    },
    async [Symbol.asyncDispose]() {
      keys.kill();
      server.kill();
      await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
