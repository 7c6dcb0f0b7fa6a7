/**
 * Tickets and the tokens against forged requests that come with them, in PVE's form: `PVE:user@realm:HEXTIME::signature`
 * and `HEXTIME:signature`. Signed with a key of this process, and good for two hours.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const lifetimeSeconds = 2 * 3600;
const futureSeconds = 300;

function hexTime(): string {
  return Math.floor(Date.now() / 1000)
    .toString(16)
    .toUpperCase()
    .padStart(8, '0');
}

function isInTime(hex: string): boolean {
  const age = Date.now() / 1000 - Number.parseInt(hex, 16);
  return age > -futureSeconds && age < lifetimeSeconds;
}

export class Tickets {
  readonly #key = randomBytes(32);

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64');
  }

  #isSigned(text: string, signature: string): boolean {
    const [given, made] = [Buffer.from(signature), Buffer.from(this.#sign(text))];
    return given.length === made.length && timingSafeEqual(given, made);
  }

  issue(userId: string): string {
    const plain = `PVE:${userId}:${hexTime()}`;
    return `${plain}::${this.#sign(plain)}`;
  }

  /** Whose ticket this is, or null. */
  userOf(ticket: string): string | null {
    const match = /^(PVE:([^:]+):([0-9A-F]{8}))::(.+)$/.exec(ticket);
    if (match === null) return null;
    const [, plain = '', userId = '', time = '', signature = ''] = match;
    return isInTime(time) && this.#isSigned(plain, signature) ? userId : null;
  }

  issueCsrfToken(userId: string): string {
    const time = hexTime();
    return `${time}:${this.#sign(`${time}:${userId}`)}`;
  }

  isCsrfToken(token: string, userId: string): boolean {
    const match = /^([0-9A-F]{8}):(.+)$/.exec(token);
    if (match === null) return false;
    const [, time = '', signature = ''] = match;
    return isInTime(time) && this.#isSigned(`${time}:${userId}`, signature);
  }
}
