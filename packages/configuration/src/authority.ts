// An authority of the organisation's own, whose certificates a server is recognised by.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** Throws for what is no certificate, and for a file that cannot be read. */
const readAuthority = (path: string): string => {
  const pem = readFileSync(path, 'utf8');
  new X509Certificate(pem);
  return pem;
};

/** The absolute path of a file with certificates in PEM, one after another. */
export const authorityVariable = z.string().transform((path, context): string => {
  const fault = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (!isAbsolute(path)) return fault('must be the absolute path of a file with certificates in PEM');
  try {
    return readAuthority(path);
  } catch {
    return fault('cannot be read, or holds no certificate in PEM');
  }
});
