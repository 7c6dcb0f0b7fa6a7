// How a VM is reached by each access method, once it has an address.
import type { AccessMethod } from '@portal/types';

export interface AccessCommand {
  readonly method: 'ssh' | 'rdp' | 'https';
  /** What to type or open. */
  readonly text: string;
  readonly href: string | null;
}

const isIpv6 = (address: string): boolean => address.includes(':');
const inUrl = (address: string): string => (isIpv6(address) ? `[${address}]` : address);

const commands = {
  ssh: (address, user) => ({
    method: 'ssh',
    text: user === null ? `ssh ${address}` : `ssh ${user}@${address}`,
    href: null,
  }),
  rdp: (address) => ({ method: 'rdp', text: `mstsc /v:${inUrl(address)}`, href: null }),
  https: (address) => ({ method: 'https', text: `https://${inUrl(address)}/`, href: `https://${inUrl(address)}/` }),
  /** Reached through the portal, not by an address. */
  console: () => null,
} as const satisfies Record<AccessMethod, (address: string, user: string | null) => AccessCommand | null>;

/** IPv4 first: it is what people read out over the phone. */
const preferred = (addresses: readonly string[]): string | undefined =>
  addresses.find((address) => !isIpv6(address)) ?? addresses[0];

export const accessCommands = (
  methods: readonly AccessMethod[],
  addresses: readonly string[],
  loginUser: string | null,
): readonly AccessCommand[] => {
  const address = preferred(addresses);
  if (address === undefined) return [];
  return methods.map((method) => commands[method](address, loginUser)).filter((command) => command !== null);
};
