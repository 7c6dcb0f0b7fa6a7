import { describe, expect, test } from 'vitest';
import { addressesOf, isBetter } from './guest-addresses.ts';

const [net0, net1] = ['bc:24:11:00:00:01', 'bc:24:11:00:00:02'];
const macs = [net0, net1];
const docker = { mac: '02:42:ac:11:00:01', addresses: ['172.17.0.1'] };
const tunnel = { mac: null, addresses: ['10.8.0.2'] };
const own = { mac: net0, addresses: ['2001:db8::7', '10.20.0.7'] };

describe('the addresses of a VM', () => {
  test('are those of its own network cards, whatever comes first', () => {
    const second = { mac: net1, addresses: ['10.30.0.7'] };
    expect(addressesOf([docker, tunnel, second, own], macs)).toEqual({
      addresses: ['10.20.0.7', '10.30.0.7', '2001:db8::7'],
      addressesAreFallback: false,
    });
  });

  test('are others only where no card of its own has one, and are marked', () => {
    const silent = { mac: net0, addresses: [] };
    const found = { addresses: ['172.17.0.1', '10.8.0.2'], addressesAreFallback: true };
    expect(addressesOf([silent, docker, tunnel], macs)).toEqual(found);
    expect(addressesOf([silent], macs)).toEqual({ addresses: [], addressesAreFallback: false });
  });
});

describe('what was read replaces what is known', () => {
  const known = { addresses: ['10.20.0.7'], addressesAreFallback: false };
  const fallback = { addresses: ['172.17.0.1'], addressesAreFallback: true };

  test.each([
    ['another address of its own', known, { ...known, addresses: ['10.20.0.8'] }, true],
    ['the same', known, known, false],
    ['nothing', known, { addresses: [], addressesAreFallback: false }, false],
    ['a fall-back for an address of its own', known, fallback, false],
    ['an address of its own for a fall-back', fallback, known, true],
    ['a fall-back for nothing', { addresses: [], addressesAreFallback: false }, fallback, true],
  ])('%s', (_, before, read, expected) => {
    expect(isBetter(before, read)).toBe(expected);
  });
});
