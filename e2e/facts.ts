/** What the tests know about the running portal of their worker, as `demo.json` tells it. */
import { inject } from 'vitest';
import { workerNumber } from './env.ts';

const own = inject('portals')[workerNumber - 1];
if (own === undefined) throw new Error(`There is no portal for worker ${workerNumber}.`);

export const { demo: portal, databaseOwnerUrl, dataDir } = own;

/** One person for each file of tests, so that no file uses up the quota of another. */
export const people = {
  admin: 'ada.admin@example.com',
  lead: 'leo.lead@example.com',
  voice: 'sam.support@example.com',
  desktop: 'dana.support@example.com',
  auditor: 'olga.auditor@example.com',
} as const;
export type Email = (typeof people)[keyof typeof people];

export function passwordOf(email: Email): string {
  const found = portal.signIns.find((signIn) => signIn.email === email);
  if (found === undefined) throw new Error(`The portal has no demo person ${email}.`);
  return found.password;
}
