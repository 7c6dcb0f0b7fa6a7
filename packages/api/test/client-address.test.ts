import { expect, test } from 'vitest';
import { clientAddress, untrustedForwarder } from '../src/edge/client-address.ts';

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

test('whoever came past the proxies counts as the address that it came from', () => {
  expect(clientAddress({ peer: '10.0.0.9', forwardedFor: undefined, trustedHops: 1 })).toBe('10.0.0.9');
  expect(clientAddress({ peer: '10.0.0.9', forwardedFor: forged, trustedHops: 2 })).toBe('10.0.0.9');
});

test.each([
  ['198.51.100.7:5123', '198.51.100.7'],
  ['[2001:db8::1]:5123', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['unknown', null],
  ['a'.repeat(5_000), null],
])('the entry %s of a proxy of ours names %s', (forwardedFor, address) => {
  expect(clientAddress({ peer: '10.0.0.1', forwardedFor, trustedHops: 1 })).toBe(address);
});

test('a peer that sends X-Forwarded-For is told of where no proxy is trusted, and nowhere else', () => {
  const peer = '::ffff:10.0.0.1';
  expect(untrustedForwarder({ peer, forwardedFor: forged, trustedHops: 0 })).toBe('10.0.0.1');
  expect(untrustedForwarder({ peer, forwardedFor: undefined, trustedHops: 0 })).toBeNull();
  expect(untrustedForwarder({ peer, forwardedFor: forged, trustedHops: 1 })).toBeNull();
});

test('an IPv4 address is the same one over an IPv6 socket', () => {
  expect(clientAddress({ peer: '::ffff:127.0.0.1', forwardedFor: undefined, trustedHops: 0 })).toBe('127.0.0.1');
});
