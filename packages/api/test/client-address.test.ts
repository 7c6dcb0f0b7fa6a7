import { expect, test } from 'vitest';
import { clientAddress } from '../src/edge/client-address.ts';

const forged = '203.0.113.9';

test('without a reverse proxy of ours, X-Forwarded-For is never believed', () => {
  expect(clientAddress({ peer: '198.51.100.7', forwardedFor: forged, trustedHops: 0 })).toBe('198.51.100.7');
});

test('with one, its own entry counts and what the client wrote before it does not', () => {
  const forwardedFor = `${forged}, 198.51.100.7`;
  expect(clientAddress({ peer: '10.0.0.1', forwardedFor, trustedHops: 1 })).toBe('198.51.100.7');
});

test('with two, the entry of the outer one counts', () => {
  const forwardedFor = [`${forged}, 198.51.100.7`, '10.0.0.2'];
  expect(clientAddress({ peer: '10.0.0.1', forwardedFor, trustedHops: 2 })).toBe('198.51.100.7');
});

test('fewer entries than proxies name nobody', () => {
  expect(clientAddress({ peer: '10.0.0.1', forwardedFor: undefined, trustedHops: 1 })).toBeNull();
});

test('an IPv4 address is the same one over an IPv6 socket', () => {
  expect(clientAddress({ peer: '::ffff:127.0.0.1', forwardedFor: undefined, trustedHops: 0 })).toBe('127.0.0.1');
});
