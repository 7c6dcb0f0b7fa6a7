// Whether an address stands among the addresses and networks that a token may be used from.
import { BlockList, isIP } from 'node:net';

const familyOf = (address: string): 'ipv4' | 'ipv6' | null => {
  const version = isIP(address);
  if (version === 0) return null;
  return version === 4 ? 'ipv4' : 'ipv6';
};

const listOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = familyOf(address);
    if (family === null) continue;
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
};

/** Whoever has no address, or one that nobody can read, stands among none. */
export const isAmong = (networks: readonly string[], address: string | null): boolean => {
  if (networks.length === 0) return true;
  const [plain = ''] = (address ?? '').split('%');
  const family = familyOf(plain);
  return family !== null && listOf(networks).check(plain, family);
};
