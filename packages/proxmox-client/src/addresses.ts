// Which of the addresses that a guest agent reports are of use to somebody elsewhere: neither loopback nor link-local
// (which is all that a Windows guest has until DHCP answers). IPv4 first.
import { BlockList, isIP } from 'node:net';

const unreachable = new BlockList();
unreachable.addSubnet('0.0.0.0', 8, 'ipv4');
unreachable.addSubnet('127.0.0.0', 8, 'ipv4');
unreachable.addSubnet('169.254.0.0', 16, 'ipv4');
unreachable.addAddress('::', 'ipv6');
unreachable.addAddress('::1', 'ipv6');
unreachable.addSubnet('fe80::', 10, 'ipv6');

/** A guest may claim any number; a page and a row have room for these. */
const mostAddresses = 32;

/** Agents on Windows append a zone (`fe80::1%4`); what is no address is dropped. */
export const reachableAddresses = (addresses: readonly string[]): readonly string[] => {
  const plain = addresses.map((address) => address.replace(/%.*$/, ''));
  const of = (family: 4 | 6): string[] =>
    plain.filter((address) => isIP(address) === family && !unreachable.check(address, `ipv${family}`));
  return [...new Set([...of(4), ...of(6)])].slice(0, mostAddresses);
};
