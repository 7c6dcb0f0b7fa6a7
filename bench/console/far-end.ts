/**
 * Stands for PVE, with nothing but what a relay asks for, and sends pictures over every console as fast as they are taken. It waits for
 * no answer: what a VNC server would say until then is sent at once.
 */
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { ownershipDescription } from '@portal/domain';
import { farEndEnv } from '../env.ts';
import { deploymentIdOf } from './deployment.ts';
import { acceptOf, serverFrame } from './frames.ts';

/** As PVE's own proxy cuts what it reads of a VNC server. */
const PICTURE_BYTES = 32 * 1024;
const picture = serverFrame(Buffer.alloc(PICTURE_BYTES, 0x5a));
/** Its version, no password asked for, and that nothing is wrong. */
const beginning = serverFrame(Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.from([1, 1]), Buffer.alloc(4)]));

const answerTo = (path: string): unknown => {
  if (path.endsWith('/version')) return { version: '9.2.11', release: '9.2' };
  const vmid = Number(/\/qemu\/(\d+)\//.exec(path)?.[1]);
  if (path.endsWith('/vncproxy')) return { port: '5900', ticket: 'PVEVNC:0', password: 'password' };
  return { description: ownershipDescription({ id: deploymentIdOf(vmid) }), tags: 'support-portal' };
};

const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ data: answerTo(path) }));
});

const flood = (socket: Duplex): void => {
  while (socket.writable) {
    if (!socket.write(picture)) {
      socket.once('drain', () => flood(socket));
      return;
    }
  }
};

server.on('upgrade', (request, socket) => {
  socket.on('error', () => socket.destroy());
  socket.resume();
  const accept = acceptOf(request.headers['sec-websocket-key'] ?? '');
  const asked = request.headers['sec-websocket-protocol'];
  const protocol = asked === undefined ? '' : `Sec-WebSocket-Protocol: ${asked}\r\n`;
  const switched = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
  socket.write(`${switched}Sec-WebSocket-Accept: ${accept}\r\n${protocol}\r\n`);
  socket.write(beginning);
  flood(socket);
});

server.listen(farEndEnv().PORT, '127.0.0.1');
