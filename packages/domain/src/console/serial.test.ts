import { expect, test } from 'vitest';
import { aSeenGuest } from '../../test/observed.ts';
import { offersSerial } from './serial.ts';

const template = aSeenGuest({ vmid: 9000 });
const withPort = (hasSerialPort: boolean) => ({
  ...template,
  config: template.config === null ? null : { ...template.config, hasSerialPort },
});

test('a serial console is offered where the PVE template has a serial port', () => {
  const seen = { pveVersion: '9.2.11', templates: [withPort(true), { ...withPort(false), vmid: 9001 }] };
  expect([9000, 9001, 9002].map((vmid) => offersSerial(seen, vmid))).toEqual([true, false, false]);
  expect(offersSerial({ ...seen, templates: [{ ...template, config: null }] }, 9000)).toBe(false);
});

test('a release whose terminals take no tokens offers none', () => {
  const offered = (pveVersion: string | null) => offersSerial({ pveVersion, templates: [withPort(true)] }, 9000);
  expect(['9.2.0', '9.10.1', '10.0'].map(offered)).toEqual([true, true, true]);
  expect([null, '8.4.14', '9.1.9', 'odd'].map(offered)).toEqual([false, false, false, false]);
});
