/** What the relay is measured against: it passes bytes on, and knows nothing of them. */
import { connect, createServer, type Socket } from 'node:net';
import { proxyEnv } from '../env.ts';

const { PORT, FAR_END_PORT } = proxyEnv();

const passOn = (client: Socket): void => {
  const server = connect(FAR_END_PORT, '127.0.0.1');
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.pipe(other);
    one.on('error', () => other.destroy());
    one.once('close', () => other.destroy());
  }
};

createServer(passOn).listen(PORT, '127.0.0.1');
