// Which addresses a webhook may send to: those of public networks, over TLS; others, and without TLS, only where the installation names them.
// Whoever makes a webhook would otherwise reach what only the portal's machine reaches, such as the metadata service of a cloud.
import { BlockList, isIP } from 'node:net';
import type { WebhookAddressFault } from '@portal/types';

/** By the registries of IANA for special purposes; beside them Azure's address of its own machinery. */
const closedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** All that is handed out; of it what leads to an IPv4 address, and what is for documentation. */
const publicIpv6 = ['2000::/3'];
const closedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const listOf = (ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
};

const closed = listOf([...closedIpv4, ...closedIpv6]);
const open6 = listOf(publicIpv6);

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

const isPublic = (address: string): boolean => (isIP(address) === 4 || isIn(open6, address)) && !isIn(closed, address);

/** As `WEBHOOK_ALLOWED_RANGES` has them: `10.1.0.0/16`, `fd00::/8`, or single addresses. */
export type AllowedRanges = BlockList;
export const allowedRanges = (ranges: readonly string[]): AllowedRanges => listOf(ranges);

/** Before anything is looked up. */
export const urlFault = (text: string): WebhookAddressFault | null => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'malformed';
  return url.username === '' && url.password === '' ? null : 'with_user';
};

/** Each address that its name leads to has to be one that may be sent to: which one is taken, nobody knows before. */
export const addressesFault = (
  { protocol }: Pick<URL, 'protocol'>,
  addresses: readonly string[],
  allowed: AllowedRanges,
): WebhookAddressFault | null => {
  if (addresses.length === 0) return 'unknown_host';
  if (addresses.every((address) => isIn(allowed, address))) return null;
  if (!addresses.every((address) => isIn(allowed, address) || isPublic(address))) return 'closed';
  return protocol === 'https:' ? null : 'unencrypted';
};
