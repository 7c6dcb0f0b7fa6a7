/**
 * What a guest would tell about its network. Addresses are stable: a static one from cloud-init where the drive says
 * so, else one that is worked out from the VM's id, as if a DHCP server in 10.20.0.0/16 remembered every machine. Linux
 * with a cloud-init drive asks DHCP only where the drive says that; everything else does so by itself. A guest tells of
 * what it has made itself as well: the bridge of Docker, tunnels.
 */
import { isIPv6 } from 'node:net';
import type { GuestNetwork, Vm } from '../cluster/cluster-state.ts';
import { hasCloudInitDrive } from '../cluster/guest-boot.ts';
import { cardOf } from '../config/option-formats.ts';

const hostsInThirdOctet = 250;
const leases = 64_000;

/** The address of a VM in a network of 16 bits. */
function addressIn(network: string, vmid: number): { address: string; prefix: number } {
  const lease = vmid % leases;
  const host = `${Math.floor(lease / hostsInThirdOctet)}.${2 + (lease % hostsInThirdOctet)}`;
  return { address: `${network}.${host}`, prefix: 16 };
}

function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const groups = [
    [a ^ 2, b],
    [c, 0xff],
    [0xfe, d],
    [e, f],
  ];
  const text = groups.map(([high = 0, low = 0]) => (high * 256 + low).toString(16));
  return `fe80::${text.join(':')}`;
}

/** Only the first card has a DHCP server here. */
function addressOf(vm: Vm, index: string, windows: boolean): { address: string; prefix: number } | null {
  const told = String(vm.cloudInitApplied[`ipconfig${index}`] ?? '');
  const match = /(?:^|,)ip=([\d.]+)\/(\d+)/.exec(told);
  if (match !== null) return { address: match[1] ?? '', prefix: Number(match[2]) };
  const asks = windows || !hasCloudInitDrive(vm) || /(?:^|,)ip=dhcp(?:,|$)/.test(told);
  return index === '0' && asks ? addressIn('10.20', vm.vmid) : null;
}

const statistics = Object.fromEntries(
  ['rx', 'tx'].flatMap((way) => ['bytes', 'packets', 'errs', 'dropped'].map((what) => [`${way}-${what}`, 0])),
);

function loopback(windows: boolean): Record<string, unknown> {
  return {
    name: windows ? 'Loopback Pseudo-Interface 1' : 'lo',
    'hardware-address': '00:00:00:00:00:00',
    'ip-addresses': [
      { 'ip-address': '127.0.0.1', 'ip-address-type': 'ipv4', prefix: 8 },
      { 'ip-address': '::1', 'ip-address-type': 'ipv6', prefix: 128 },
    ],
    statistics,
  };
}

function cardAddress(vm: Vm, index: string, windows: boolean): { address: string; prefix: number } | null {
  switch (vm.network.cards) {
    case 'addressed':
      return addressOf(vm, index, windows);
    case 'link_local':
      // What a card gives itself where no DHCP server answers.
      return addressIn('169.254', vm.vmid);
    case 'unaddressed':
      return null;
  }
}

function card(vm: Vm, key: string, windows: boolean): Record<string, unknown> {
  const index = key.slice('net'.length);
  const values = cardOf(String(vm.config[key] ?? ''));
  const mac = (values.get('macaddr') ?? 'BC:24:11:00:00:00').toLowerCase();
  const identity = {
    name: windows ? `Ethernet${index === '0' ? '' : ` ${Number(index) + 1}`}` : `eth${index}`,
    'hardware-address': mac,
    statistics: { ...statistics, 'rx-bytes': 290, 'rx-packets': 3, 'tx-bytes': 176, 'tx-packets': 2 },
  };
  const found = cardAddress(vm, index, windows);
  // An interface without an address lacks the key altogether.
  if (values.get('link_down') === '1' || found === null) return identity;
  const { address, prefix } = found;
  return {
    ...identity,
    'ip-addresses': [
      { 'ip-address': address, 'ip-address-type': 'ipv4', prefix },
      { 'ip-address': linkLocal(mac), 'ip-address-type': 'ipv6', prefix: 64 },
    ],
  };
}

function otherInterface({ name, mac, addresses }: GuestNetwork['others'][number]): Record<string, unknown> {
  const told = addresses.map(({ address, prefix }) => ({
    'ip-address': address,
    'ip-address-type': isIPv6(address) ? 'ipv6' : 'ipv4',
    prefix,
  }));
  return {
    name,
    ...(mac === undefined ? {} : { 'hardware-address': mac }),
    ...(told.length === 0 ? {} : { 'ip-addresses': told }),
    statistics,
  };
}

export function isWindows(vm: Vm): boolean {
  return String(vm.config.ostype ?? '').startsWith('w');
}

export function networkInterfaces(vm: Vm): Record<string, unknown>[] {
  const windows = isWindows(vm);
  const keys = Object.keys(vm.config)
    .filter((key) => /^net\d+$/.test(key))
    .sort();
  const cards = keys.map((key) => card(vm, key, windows));
  return [loopback(windows), ...cards, ...vm.network.others.map(otherInterface)];
}

/** What an agent gone mad answers: well-formed JSON in shapes that nobody asked for. */
export const nonsenseInterfaces: readonly unknown[] = [
  'eth0',
  { name: null, 'ip-addresses': {} },
  {
    name: 'eth0',
    'hardware-address': 17,
    'ip-addresses': [{ 'ip-address': 'not-an-address', 'ip-address-type': 'ipv9', prefix: 'wide' }, null],
  },
];
