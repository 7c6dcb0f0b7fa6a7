/** A MAC address under the prefix of PVE's vendor. */
import { randomBytes } from 'node:crypto';

export function generateMac(): string {
  const tail = [...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
  return ['BC', '24', '11', ...tail].join(':');
}
