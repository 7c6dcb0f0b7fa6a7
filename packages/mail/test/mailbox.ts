// A real SMTP server on loopback, and what it received.
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

interface Mailbox extends AsyncDisposable {
  readonly port: number;
  readonly received: string[];
}

export const openMailbox = async (options: SMTPServerOptions = {}): Promise<Mailbox> => {
  const received: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'portal' && password === 'geheim' ? done(null, { user: username }) : done(new Error('Bad password')),
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on('end', () => {
        received.push(text);
        done();
      });
    },
    ...options,
  });
  // Whoever hangs up in the middle is no fault of the server.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.');
  return {
    port: address.port,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
};
