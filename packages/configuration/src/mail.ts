// How the portal sends mail: by two variables, which go together.
import { encodeHint } from './database-url.ts';

export const smtpFault = (value: string): string | null => {
  const url = URL.parse(value);
  if (url === null || !/^smtps?:\/\//.test(value) || url.hostname === '') {
    return 'must look like smtp://user:password@mail.example.com:587, or smtps://… for TLS from the first byte';
  }
  return url.search === '' && url.hash === '' && /^\/?$/.test(url.pathname)
    ? null
    : `must end with the port; ${encodeHint}`;
};

export interface MailVariables {
  readonly SMTP_URL?: string | undefined;
  readonly SMTP_FROM?: string | undefined;
}

export const mailFaults = ({ SMTP_URL, SMTP_FROM }: MailVariables) => {
  if ((SMTP_URL === undefined) === (SMTP_FROM === undefined)) return [];
  const missing = SMTP_URL === undefined ? 'SMTP_URL' : 'SMTP_FROM';
  return [{ path: [missing], message: 'is not set; SMTP_URL and SMTP_FROM go together' }];
};

/** Null where the portal sends none. */
export const mailOf = ({ SMTP_URL, SMTP_FROM }: MailVariables) =>
  SMTP_URL === undefined || SMTP_FROM === undefined ? null : { url: SMTP_URL, from: SMTP_FROM };
