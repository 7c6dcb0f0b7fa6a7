/** Values that PVE makes up for a new machine: MAC addresses under its vendor prefix, and machine ids. */
import { randomBytes, randomUUID } from 'node:crypto';

export function generateMac(): string {
  const tail = [...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
  return ['BC', '24', '11', ...tail].join(':');
}

export function generateMachineId(): string {
  return randomUUID();
}
