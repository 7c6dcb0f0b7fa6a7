// How a VM is reached by each access method, once it has an address.
import type { AccessMethod, Deployment } from '@portal/types';

export interface AccessCommand {
  readonly method: 'ssh' | 'rdp' | 'https';
  /** What to type or open. */
  readonly text: string;
  /** What opens it from here, by the program that this machine has for it; null where a file does. */
  readonly href: string | null;
  /** For Remote Desktop, on Windows and macOS alike. */
  readonly file: { readonly name: string; readonly content: string } | null;
}

interface Way {
  readonly name: string;
  readonly address: string;
  readonly user: string | null;
}

const isIpv6 = (address: string): boolean => address.includes(':');
const inUrl = (address: string): string => (isIpv6(address) ? `[${address}]` : address);

/** Lines of `name:type:value`, as mstsc and Microsoft's client for macOS read them. It holds no password. */
const rdpFile = ({ address, user }: Way): string =>
  [
    `full address:s:${inUrl(address)}`,
    ...(user === null ? [] : [`username:s:${user}`]),
    'prompt for credentials:i:1',
    'redirectclipboard:i:1',
    '',
  ].join('\r\n');

const commands = {
  ssh: ({ address, user }) => ({
    method: 'ssh',
    text: user === null ? `ssh ${address}` : `ssh ${user}@${address}`,
    href: user === null ? `ssh://${inUrl(address)}` : `ssh://${encodeURIComponent(user)}@${inUrl(address)}`,
    file: null,
  }),
  rdp: (way) => ({
    method: 'rdp',
    text: `mstsc /v:${inUrl(way.address)}`,
    href: null,
    file: { name: `${way.name}.rdp`, content: rdpFile(way) },
  }),
  https: ({ address }) => ({
    method: 'https',
    text: `https://${inUrl(address)}/`,
    href: `https://${inUrl(address)}/`,
    file: null,
  }),
  /** Reached through the portal, not by an address. */
  console: () => null,
} as const satisfies Record<AccessMethod, (way: Way) => AccessCommand | null>;

/** IPv4 first: it is what people read out over the phone. */
const preferred = (addresses: readonly string[]): string | undefined =>
  addresses.find((address) => !isIpv6(address)) ?? addresses[0];

export const accessCommands = (
  { name, accessMethods }: Pick<Deployment, 'name' | 'accessMethods'>,
  addresses: readonly string[],
  user: string | null,
): readonly AccessCommand[] => {
  const address = preferred(addresses);
  if (address === undefined) return [];
  return accessMethods.map((method) => commands[method]({ name, address, user })).filter((command) => command !== null);
};
