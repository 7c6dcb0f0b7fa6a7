// How far a lease may still be extended.
import { hourMs } from '@portal/types';

/** Offered as buttons: a day, three days, a week. */
export const extensionPresets = [
  { key: 'day', hours: 24 },
  { key: 'threeDays', hours: 72 },
  { key: 'week', hours: 168 },
] as const;

interface Lease {
  readonly expiresAt: string | null;
  readonly maxExpiresAt: string;
}

/** A lease that has ended, or has no end, goes on from now; every other one from its end. */
export const extensionBase = ({ expiresAt }: Lease, now: number): number =>
  expiresAt === null ? now : Math.max(Date.parse(expiresAt), now);

/** The whole hours that can still be added; 0 when the lease is as long as it may be. */
export const hoursLeftToAdd = (lease: Lease, now: number): number =>
  Math.max(0, Math.floor((Date.parse(lease.maxExpiresAt) - extensionBase(lease, now)) / hourMs));

/** Null where it is no later end, or too late a one. */
export const endWithin = (lease: Lease, until: string | undefined, now: number): string | null => {
  if (until === undefined) return null;
  const end = Date.parse(until);
  return end > extensionBase(lease, now) && end <= Date.parse(lease.maxExpiresAt) ? until : null;
};
