/** The grammars of the options whose value is a property string, drives apart. */
import { isIP, isIPv4, isIPv6 } from 'node:net';
import { configIdFormat, splitList } from '../http/parameter-formats.ts';
import type { ParameterRule } from '../http/parameter-schema.ts';
import { cpuComplaint } from './cpu-models.ts';
import { driveKeyPattern } from './drive.ts';
import { volumeIdFormat } from './drive-formats.ts';
import { flag, formed, integer, number, oneOf, type PropertyRule, propertyFormat, text } from './property-format.ts';
import { type KeyPairs, parsePropertyString } from './property-string.ts';

const first = (rule: ParameterRule): PropertyRule => ({ ...rule, defaultKey: true });
const required = ({ optional: _, ...rule }: ParameterRule): ParameterRule => rule;

const cardModels = [
  ...['e1000', 'e1000-82540em', 'e1000-82544gc', 'e1000-82545em', 'e1000e', 'i82551', 'i82557b', 'i82559er'],
  ...['ne2k_isa', 'ne2k_pci', 'pcnet', 'rtl8139', 'virtio', 'vmxnet3'],
];
const ranges = /^\d+(?:-\d+)?(?:;\d+(?:-\d+)?)*$/;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

const macFormat = (value: string) =>
  /^[0-9a-f][02468ace](?::[0-9a-f]{2}){5}$/i.test(value)
    ? null
    : 'value does not look like a valid unicast MAC address\n';
const bridgeFormat = (value: string) => (/^[-_.\w]{2,15}$/.test(value) ? null : `invalid bridge name '${value}'\n`);

const cardPairs: KeyPairs = { names: cardModels, key: 'model', value: 'macaddr' };

/** What a card says of itself: `model`, `macaddr`, `bridge`, `tag`, … */
export function cardOf(value: string): ReadonlyMap<string, string> {
  return parsePropertyString(value, 'model', cardPairs);
}

export const networkFormat = propertyFormat({
  rules: {
    model: { type: 'string', enum: cardModels, defaultKey: true },
    macaddr: formed(macFormat),
    bridge: formed(bridgeFormat),
    firewall: flag,
    'host-tunnel': flag,
    link_down: flag,
    mtu: integer(1, 65_520),
    queues: integer(0, 64),
    rate: { ...number, minimum: 0 },
    tag: integer(1, 4094),
    trunks: { ...text, pattern: ranges },
  },
  pairs: cardPairs,
});

export const agentFormat = propertyFormat({
  rules: {
    enabled: { type: 'boolean', defaultKey: true },
    fstrim_cloned_disks: flag,
    'freeze-fs': flag,
    type: oneOf('virtio', 'isa'),
  },
  aliases: { 'freeze-fs-on-backup': 'freeze-fs', 'guest-fsfreeze': 'freeze-fs' },
});

export const memoryFormat = propertyFormat({
  rules: { current: { type: 'integer', minimum: 16, defaultKey: true } },
});

const machineType =
  /^(?:pc|pc(?:-i440fx)?-\d+(?:\.\d+)+(?:\+pve\d+)?(?:\.pxe)?|q35|pc-q35-\d+(?:\.\d+)+(?:\+pve\d+)?(?:\.pxe)?|virt(?:-\d+(?:\.\d+)+)?(?:\+pve\d+)?)$/;

/** `q35`, `pc-i440fx-9.2+pve1`, `type=q35,viommu=intel`. */
export const machineFormat = propertyFormat({
  rules: {
    type: first({ ...text, pattern: machineType, maxLength: 40 }),
    viommu: oneOf('intel', 'virtio'),
    'aw-bits': { ...number, minimum: 32, maximum: 64 },
    'enable-s3': flag,
    'enable-s4': flag,
  },
});

export const displayFormat = propertyFormat({
  rules: {
    type: first(
      oneOf(
        ...['cirrus', 'qxl', 'qxl2', 'qxl3', 'qxl4', 'none', 'serial0', 'serial1', 'serial2', 'serial3'],
        ...['std', 'virtio', 'virtio-gl', 'vmware'],
      ),
    ),
    memory: integer(4, 512),
    clipboard: oneOf('vnc'),
  },
});

export const audioFormat = propertyFormat({
  rules: { device: required(oneOf('ich9-intel-hda', 'intel-hda', 'AC97')), driver: oneOf('spice', 'none') },
});

export const spiceFormat = propertyFormat({
  rules: { foldersharing: flag, videostreaming: oneOf('off', 'all', 'filter') },
});

export const sharedMemoryFormat = propertyFormat({
  rules: { size: { type: 'integer', minimum: 1 }, name: { ...text, pattern: /^[a-zA-Z0-9-]+$/ } },
});

export const numaNodeFormat = propertyFormat({
  rules: {
    cpus: { type: 'string', pattern: ranges },
    memory: number,
    hostnodes: { ...text, pattern: ranges },
    policy: oneOf('preferred', 'bind', 'interleave'),
  },
});

export const usbFormat = propertyFormat({
  rules: {
    host: first({
      ...text,
      pattern: /^(?:(?:0x)?[0-9A-Fa-f]{4}:(?:0x)?[0-9A-Fa-f]{4}|\d+-\d+(?:\.\d+)*|[Ss][Pp][Ii][Cc][Ee])$/,
    }),
    mapping: formed(configIdFormat),
    usb3: flag,
  },
});

export const sharedFolderFormat = propertyFormat({
  rules: {
    dirid: { type: 'string', format: configIdFormat, defaultKey: true },
    cache: oneOf('auto', 'always', 'metadata', 'never'),
    'direct-io': flag,
    'expose-acl': flag,
    'expose-xattr': flag,
  },
});

const identity: ParameterRule = { ...text, pattern: base64 };
export const smbiosFormat = propertyFormat({
  rules: {
    uuid: { ...text, pattern: /^[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}$/ },
    ...{ version: identity, serial: identity, manufacturer: identity, product: identity, sku: identity },
    family: identity,
    base64: flag,
  },
});

export const watchdogFormat = propertyFormat({
  rules: {
    model: first(oneOf('i6300esb', 'ib700')),
    action: oneOf('reset', 'shutdown', 'poweroff', 'pause', 'debug', 'none'),
  },
});

export const randomnessFormat = propertyFormat({
  rules: {
    source: { ...required(oneOf('/dev/urandom', '/dev/random', '/dev/hwrng')), defaultKey: true },
    max_bytes: integer(),
    period: integer(),
  },
});

export const cpuFormat = propertyFormat({
  rules: {
    cputype: first(text),
    'reported-model': text,
    hidden: flag,
    'hv-vendor-id': { ...text, pattern: /^[a-zA-Z0-9]{1,12}$/ },
    flags: { ...text, pattern: /^[+-][a-zA-Z0-9\-_.]+(?:;[+-][a-zA-Z0-9\-_.]+)*$/ },
    'phys-bits': { ...text, pattern: /^(?:host|[1-9]\d)$/ },
    'guest-phys-bits': integer(32, 64),
    level: integer(),
  },
  meaning: cpuComplaint,
});

export const customCloudInitFormat = propertyFormat({
  rules: Object.fromEntries(['meta', 'network', 'user', 'vendor'].map((name) => [name, formed(volumeIdFormat)])),
});

export const sevFormat = propertyFormat({
  rules: {
    type: { type: 'string', enum: ['std', 'es', 'snp'], defaultKey: true },
    ...{ 'no-debug': flag, 'no-key-sharing': flag, 'allow-smt': flag, 'kernel-hashes': flag },
  },
});
export const tdxFormat = propertyFormat({
  rules: {
    type: { type: 'string', enum: ['tdx'], defaultKey: true },
    attestation: flag,
    'vsock-cid': integer(2),
    'vsock-port': integer(),
  },
});

export const passThroughFormat = propertyFormat({
  rules: {
    host: first(text),
    mapping: formed(configIdFormat),
    ...{ rombar: flag, pcie: flag, 'x-vga': flag, 'legacy-igd': flag },
    ...{
      romfile: text,
      mdev: text,
      'vendor-id': text,
      'device-id': text,
      'sub-vendor-id': text,
      'sub-device-id': text,
    },
  },
});

const addressWith = (valid: (address: string) => boolean, widest: number) => (value: string) => {
  const [address = '', bits = ''] = value.split('/');
  return valid(address) && /^\d{1,3}$/.test(bits) && Number(bits) <= widest && Number(bits) >= 8;
};
const ipv4Network = addressWith(isIPv4, 32);
const ipv6Network = addressWith(isIPv6, 128);

export const ipConfigFormat = propertyFormat({
  rules: {
    ip: {
      ...text,
      format: (value) =>
        value === 'dhcp' || ipv4Network(value) ? null : 'value does not look like a valid ipv4 network configuration\n',
    },
    gw: {
      ...text,
      requires: 'ip',
      format: (value) => (isIPv4(value) ? null : 'value does not look like a valid IPv4 address\n'),
    },
    ip6: {
      ...text,
      format: (value) =>
        ['dhcp', 'auto'].includes(value) || ipv6Network(value)
          ? null
          : 'value does not look like a valid ipv6 network configuration\n',
    },
    gw6: {
      ...text,
      requires: 'ip6',
      format: (value) => (isIPv6(value) ? null : 'value does not look like a valid IPv6 address\n'),
    },
  },
});

export function addressListFormat(value: string): string | null {
  const wrong = splitList(value).find((item) => isIP(item) === 0 && !/^[a-z0-9][a-z0-9.-]*$/i.test(item));
  return wrong === undefined ? null : `value does not look like a valid address: ${wrong}\n`;
}

export function startupFormat(value: string): string | null {
  const parts = value.split(',').filter((part) => part.trim() !== '');
  return parts.every((part) => /^(?:(?:order=)?\d+|up=\d+|down=\d+)$/.test(part))
    ? null
    : 'unable to parse startup options\n';
}

export function cpuSetFormat(value: string): string | null {
  return /^\s*\d+(?:-\d+)?(?:\s*,\s*\d+(?:-\d+)?)*\s*$/.test(value) ? null : 'unable to parse cpuset option\n';
}

export function hotplugFormat(value: string): string | null {
  if (['0', '1'].includes(value)) return null;
  const unknown = splitList(value).find((item) => !/^(?:network|disk|cpu|memory|usb|cloudinit)$/.test(item));
  return unknown === undefined ? null : `invalid hotplug feature '${unknown}'\n`;
}

const bootable = (device: string) => driveKeyPattern.test(device) || /^(?:net|usb|hostpci)\d+$/.test(device);

/** `order=scsi0;net0`, or what was before it: `cdn`. */
export function bootFormat(value: string, name: string): string | null {
  const order = /^order=(.*)$/.exec(value)?.[1];
  if (order === undefined) {
    return /^(?:legacy=)?[acdn]{1,4}$/.test(value) ? null : 'invalid boot order - unable to parse\n';
  }
  const unknown = order.split(';').find((device) => device !== '' && !bootable(device));
  return unknown === undefined
    ? null
    : `format error\n${name}.order: invalid format - invalid boot device '${unknown}'\n`;
}

export function bootDiskFormat(value: string): string | null {
  return driveKeyPattern.test(value) ? null : `invalid boot disk '${value}'\n`;
}
