import { expect, test } from 'vitest';
import { addressesFault, allowedRanges, urlFault } from './addresses.ts';

const none = allowedRanges([]);
const https = { protocol: 'https:' };

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.31.255.255',
  '192.0.0.192',
  '192.168.1.1',
  '198.19.0.1',
  '203.0.113.9',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'fd00:ec2::254',
  'fe80::1',
  'ff02::1',
])('nothing is sent to %s unless it is named', (address) => {
  expect(addressesFault(https, [address], none)).toBe('closed');
  expect(addressesFault(https, [address], allowedRanges([address]))).toBeNull();
});

test.each([
  '8.8.8.8',
  '172.32.0.1',
  '100.63.255.255',
  '169.253.0.1',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450::1',
])('what is sent to %s is encrypted', (address) => {
  expect(addressesFault(https, [address], none)).toBeNull();
  expect(addressesFault({ protocol: 'http:' }, [address], none)).toBe('unencrypted');
});

test('a name that leads to one closed address is refused, whatever the others are', () => {
  expect(addressesFault(https, ['8.8.8.8', '127.0.0.1'], none)).toBe('closed');
  expect(addressesFault(https, [], none)).toBe('unknown_host');
});

test('within a range that is named, nothing has to be encrypted', () => {
  const allowed = allowedRanges(['10.1.0.0/16', 'fd00::/8']);
  for (const address of ['10.1.2.3', 'fd12::1'])
    expect(addressesFault({ protocol: 'http:' }, [address], allowed)).toBeNull();
  expect(addressesFault({ protocol: 'http:' }, ['10.1.2.3', '8.8.8.8'], allowed)).toBe('unencrypted');
  expect(addressesFault(https, ['10.2.0.1'], allowed)).toBe('closed');
});

test.each([
  ['https://hooks.example.com/a?b=c', null],
  ['http://hooks.example.com', null],
  ['https://user@hooks.example.com', 'with_user'],
  ['https://:secret@hooks.example.com', 'with_user'],
  ['ftp://hooks.example.com', 'malformed'],
  ['file:///etc/passwd', 'malformed'],
  ['hooks.example.com', 'malformed'],
  ['https://', 'malformed'],
])('%s is read as an address', (url, fault) => {
  expect(urlFault(url)).toBe(fault);
});
