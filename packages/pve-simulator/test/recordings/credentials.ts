/**
 * Who sent a recorded request. The recordings name the caller, never a secret; what a caller shows is made up here, and
 * tickets and secrets that the simulator gives away are used where the recording used those of the real thing.
 */
import { z } from 'zod';
import type { Credentials, WireResult } from '../pve-client.ts';
import type { Recording } from './recording.ts';
import { laboratorySecret } from './scenes.ts';

const loginSchema = z.object({ ticket: z.string(), CSRFPreventionToken: z.string() });
const tokenSchema = z.object({ 'full-tokenid': z.string(), value: z.string() });

export class RecordedCallers {
  readonly #secrets = new Map<string, string>();
  #login: z.infer<typeof loginSchema> | null = null;

  learn(answer: WireResult): void {
    const login = loginSchema.safeParse(answer.data);
    if (login.success) this.#login = login.data;
    const token = tokenSchema.safeParse(answer.data);
    if (token.success) this.#secrets.set(token.data['full-tokenid'], token.data.value);
  }

  of({ request, note }: Recording): Credentials {
    const { auth } = request;
    if (auth === 'none') return { kind: 'none' };
    if (auth.startsWith('ticket')) {
      const { ticket = '', CSRFPreventionToken = '' } = this.#login ?? {};
      const csrf = note === 'bad CSRF' ? '6B02AEC8:forged' : CSRFPreventionToken;
      return { kind: 'ticket', ticket, csrf: auth.endsWith('CSRF') ? csrf : null };
    }
    const token = /^token (\S+)$/.exec(auth)?.[1];
    if (token === undefined) return { kind: 'header', authorization: oddHeader(auth) };
    const secret = note === 'wrong secret' ? 'wrong' : (this.#secrets.get(token) ?? laboratorySecret);
    return { kind: 'header', authorization: `PVEAPIToken=${token}=${secret}` };
  }
}

/** What is no token at all stands in the recording as it was sent; of a wrong separator, only the scheme does. */
function oddHeader(auth: string): string {
  const sent = auth.replace(/^other: /, '');
  return sent === 'PVEAPIToken' ? `PVEAPIToken=portal@pve!portal:${laboratorySecret}` : sent;
}
