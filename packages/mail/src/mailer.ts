// Messages by SMTP, over nodemailer. What the server answers is told as it says it; the password in the settings never is.
import { DomainError, type Mailer } from '@portal/domain';
import { createTransport } from 'nodemailer';

interface MailSettings {
  /** `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte. Without TLS it speaks to loopback alone. */
  readonly url: string;
  /** Who the messages are from: `Support portal <portal@example.com>`. */
  readonly from: string;
}

const TIMEOUT_MS = 10_000;
const longestCause = 300;
/** Nothing answers it by itself (RFC 3834). */
const notByHand = { 'Auto-Submitted': 'auto-generated' };
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Of the library: the server was reached, and did not take this message, or lets the portal in for none. */
const refusals: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE']);
const signInRefusals: ReadonlySet<string> = new Set(['EAUTH', 'ENOAUTH']);

const fieldOf = (error: object, field: 'code' | 'response'): string | null => {
  const value = new Map(Object.entries(error)).get(field);
  return typeof value === 'string' ? value : null;
};

const faultOf = (error: Error, server: string): DomainError => {
  const cause = (fieldOf(error, 'response') ?? error.message).slice(0, longestCause);
  const code = fieldOf(error, 'code') ?? '';
  const isRefused = refusals.has(code);
  const isReached = isRefused || signInRefusals.has(code);
  return new DomainError(
    isRefused ? 'conflict' : 'unavailable',
    { code: isReached ? 'mail_not_taken' : 'mail_server_away', params: { server, cause } },
    {},
    { cause: error },
  );
};

export const createMailer = ({ url, from }: MailSettings): Mailer => {
  const { protocol, hostname, port } = new URL(url);
  const server = `${hostname}:${port === '' ? (protocol === 'smtps:' ? 465 : 587) : port}`;
  const transport = createTransport({
    url,
    requireTLS: protocol === 'smtp:' && !loopback.has(hostname),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    server,
    from,
    async send(message) {
      try {
        return (await transport.sendMail({ from, headers: notByHand, ...message })).response;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        throw faultOf(error, server);
      }
    },
  };
};
