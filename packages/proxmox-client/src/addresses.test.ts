import { expect, test } from 'vitest';
import { reachableAddresses } from './addresses.ts';

test('neither loopback nor link-local addresses are of use, IPv4 comes first, and none twice', () => {
  const reported = [
    ...['127.0.0.1', '127.8.8.8', '::1', 'fe80::be24:11ff:fe00:50f5', 'fe80::1%4', 'febf::1'],
    ...['2001:db8::7', '169.254.3.4', '0.0.0.0', '10.255.255.65', '10.255.255.65', 'no address', ''],
  ];
  expect(reachableAddresses(reported)).toEqual(['10.255.255.65', '2001:db8::7']);
});
