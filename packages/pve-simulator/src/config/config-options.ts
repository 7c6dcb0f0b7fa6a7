/**
 * The options of a VM's configuration: their type, the right that changing them takes, and whether a running guest
 * takes a change over at once or at its next start. An option in the group `root` is PVE's `only root can set`.
 */

import { configIdListFormat, dnsNameFormat, tagListFormat, urlEncodedFormat } from '../http/parameter-formats.ts';
import type { ParameterRule } from '../http/parameter-schema.ts';
import { driveKeyPattern } from './drive.ts';
import { type PropertyStringSyntax, parsePropertyString } from './property-string.ts';

type OptionGroup = 'CPU' | 'Memory' | 'Network' | 'Options' | 'Cloudinit' | 'Disk' | 'HWType' | 'root';

export interface ConfigOption {
  readonly group: OptionGroup;
  readonly rule: ParameterRule;
  /** Taken over by a running guest at once. */
  readonly live: boolean;
}

const text: ParameterRule = { type: 'string', optional: true };
const flag: ParameterRule = { type: 'boolean', optional: true };
const count = (minimum: number, maximum?: number): ParameterRule => ({
  type: 'integer',
  optional: true,
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});
const oneOf = (...values: string[]): ParameterRule => ({ ...text, enum: values });

export const networkSyntax: PropertyStringSyntax = {
  defaultKey: 'model',
  keyAliases: ['e1000', 'e1000e', 'rtl8139', 'virtio', 'vmxnet3'],
  aliasTarget: 'macaddr',
};

function networkComplaint(value: string): string | null {
  const { values, complaint } = parsePropertyString(value, networkSyntax);
  if (complaint !== null) return complaint;
  const model = values.get('model') ?? '';
  if (networkSyntax.keyAliases?.includes(model) === true) return null;
  return `format error\nmodel: ${model === '' ? 'property is missing and it is not optional' : `value '${model}' does not have a value in the enumeration`}\n`;
}

function memoryComplaint(value: string): string | null {
  const { values, complaint } = parsePropertyString(value, { defaultKey: 'current' });
  if (complaint !== null) return complaint;
  const current = values.get('current') ?? '';
  if (!/^\d+$/.test(current)) return `format error\ncurrent: type check ('integer') failed - got '${current}'\n`;
  return Number(current) < 16 ? 'format error\ncurrent: value must have a minimum value of 16\n' : null;
}

function ipConfigComplaint(value: string): string | null {
  const { values, complaint } = parsePropertyString(value, { defaultKey: 'none' });
  if (complaint !== null) return complaint;
  const ip = values.get('ip');
  if (ip === undefined || ip === 'dhcp' || /^\d{1,3}(?:\.\d{1,3}){3}\/(?:[89]|[12]\d|3[0-2])$/.test(ip)) return null;
  return 'format error\nip: invalid format - value does not look like a valid ipv4 network configuration\n';
}

const operatingSystems = [
  ...['other', 'wxp', 'w2k', 'w2k3', 'w2k8', 'wvista', 'win7', 'win8', 'win10', 'win11'],
  ...['l24', 'l26', 'solaris'],
];

function option(group: OptionGroup, rule: ParameterRule, live = false): ConfigOption {
  return { group, rule, live };
}

const named: Readonly<Record<string, ConfigOption>> = {
  name: option('Options', { ...text, format: dnsNameFormat }, true),
  description: option('Options', { ...text, maxLength: 8192 }, true),
  tags: option('Options', { ...text, format: tagListFormat }, true),
  onboot: option('Options', flag, true),
  protection: option('Options', flag, true),
  startup: option('Options', text, true),
  agent: option('Options', text),
  autostart: option('Options', flag),
  boot: option('Options', text),
  hotplug: option('Options', text),
  localtime: option('Options', flag),
  ostype: option('Options', oneOf(...operatingSystems)),
  reboot: option('Options', flag),
  freeze: option('Options', flag),
  bootdisk: option('Options', { ...text, pattern: /^(?:ide|sata|scsi|virtio)\d+$/ }),
  startdate: option('Options', text),
  template: option('root', flag),
  cores: option('CPU', count(1)),
  sockets: option('CPU', count(1)),
  vcpus: option('CPU', count(1)),
  cpu: option('CPU', text),
  cpulimit: option('CPU', { type: 'number', optional: true, minimum: 0, maximum: 128 }),
  cpuunits: option('CPU', count(1, 262_144)),
  numa: option('CPU', flag),
  memory: option('Memory', { ...text, format: memoryComplaint }),
  balloon: option('Memory', count(0)),
  shares: option('Memory', count(0, 50_000), true),
  nameserver: option('Network', text, true),
  searchdomain: option('Network', text, true),
  ciuser: option('Cloudinit', text, true),
  cipassword: option('Cloudinit', text, true),
  citype: option('Cloudinit', oneOf('configdrive2', 'nocloud', 'opennebula'), true),
  ciupgrade: option('Cloudinit', flag, true),
  sshkeys: option('Cloudinit', { ...text, format: urlEncodedFormat }, true),
  acpi: option('HWType', flag),
  audio0: option('HWType', text),
  bios: option('HWType', oneOf('seabios', 'ovmf')),
  kvm: option('HWType', flag),
  machine: option('HWType', text),
  rng0: option('HWType', text),
  scsihw: option('HWType', oneOf('lsi', 'lsi53c810', 'virtio-scsi-pci', 'virtio-scsi-single', 'megasas', 'pvscsi')),
  smbios1: option('HWType', { ...text, maxLength: 512 }),
  tablet: option('HWType', flag),
  vga: option('HWType', text),
  vmgenid: option('HWType', text),
  watchdog: option('HWType', text),
  args: option('root', text),
  lock: option('root', text),
  hookscript: option('root', text),
};

const families: readonly { pattern: RegExp; option: ConfigOption }[] = [
  { pattern: /^net\d+$/, option: option('Network', { ...text, format: networkComplaint }, true) },
  { pattern: /^ipconfig\d+$/, option: option('Cloudinit', { ...text, format: ipConfigComplaint }, true) },
  { pattern: driveKeyPattern, option: option('Disk', text, true) },
  { pattern: /^numa\d+$/, option: option('CPU', text) },
  { pattern: /^unused\d+$/, option: option('Disk', text, true) },
  { pattern: /^serial\d+$/, option: option('HWType', { ...text, pattern: /^(?:\/dev\/[^,]+|socket)$/ }) },
  { pattern: /^(?:usb|hostpci|parallel)\d+$/, option: option('root', text) },
];

export function configOption(name: string): ConfigOption | undefined {
  return Object.hasOwn(named, name) ? named[name] : families.find(({ pattern }) => pattern.test(name))?.option;
}

/** What a configuration change takes beside the options themselves. */
export const changeControls: Readonly<Record<string, ParameterRule>> = {
  delete: { ...text, format: configIdListFormat },
  revert: { ...text, format: configIdListFormat },
  digest: { ...text, maxLength: 40 },
  force: flag,
  skiplock: flag,
};
