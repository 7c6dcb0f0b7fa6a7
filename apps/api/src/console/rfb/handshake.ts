// Both beginnings of a console (RFC 6143, 7.1 to 7.3): the relay signs in to the VNC server by itself, and the browser is let in without,
// since its ticket has said who it is. What comes after is passed on.
import type { Duplex } from 'node:stream';
import { PeerError, takeBytes } from '../take-bytes.ts';
import { answerChallenge } from './vnc-password.ts';

const version = 'RFB 003.008\n';
const versionForm = /^RFB \d{3}\.\d{3}\n$/;
const signIns = { none: 1, vnc: 2 } as const;
const done = Buffer.alloc(4);
/** Others may look at the same screen. */
const shared = Buffer.from([1]);

const takeVersion = async (stream: Duplex, signal: AbortSignal): Promise<void> => {
  const said = (await takeBytes(stream, version.length, signal)).toString('latin1');
  if (!versionForm.test(said)) throw new PeerError('this is no VNC');
};

/** As the client of QEMU's VNC server, up to what it says of its screen. */
export const signIn = async (server: Duplex, password: string, signal: AbortSignal): Promise<void> => {
  const take = (count: number) => takeBytes(server, count, signal);
  await takeVersion(server, signal);
  server.write(version);
  const [count = 0] = await take(1);
  const offered = count === 0 ? Buffer.alloc(0) : await take(count);
  if (offered.includes(signIns.vnc)) {
    server.write(Buffer.from([signIns.vnc]));
    server.write(answerChallenge(await take(16), password));
  } else if (offered.includes(signIns.none)) server.write(Buffer.from([signIns.none]));
  else throw new PeerError('the VNC server offers no way to sign in that is known here');
  if (!(await take(done.length)).equals(done)) throw new PeerError('the VNC server refuses the password');
  server.write(shared);
};

/** As a VNC server that asks for no password, up to where it would say how large its screen is. */
export const welcome = async (browser: Duplex, signal: AbortSignal): Promise<void> => {
  browser.write(version);
  await takeVersion(browser, signal);
  browser.write(Buffer.from([1, signIns.none]));
  const [chosen] = await takeBytes(browser, 1, signal);
  if (chosen !== signIns.none) throw new PeerError('the browser chose what it was not offered');
  browser.write(done);
  await takeBytes(browser, 1, signal);
};
