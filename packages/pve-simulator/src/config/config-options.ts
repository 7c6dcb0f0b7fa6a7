/**
 * The options of a VM's configuration: their type, the right that changing them takes, and whether a running guest
 * takes a change over at once or at its next start. An option in the group `root` is PVE's `only root can set`. Which
 * option belongs to which right stands in PVE/API2/Qemu.pm (`check_vm_modify_config_perm`).
 */

import { vmLocks } from '../cluster/cluster-state.ts';
import {
  configIdListFormat,
  dnsNameFormat,
  storageIdFormat,
  tagListFormat,
  urlEncodedFormat,
} from '../http/parameter-formats.ts';
import type { ParameterRule } from '../http/parameter-schema.ts';
import { driveKeyPattern } from './drive.ts';
import { driveFormats, volumeIdFormat } from './drive-formats.ts';
import * as formats from './option-formats.ts';
import { flag, formed, integer, number, oneOf, text } from './property-format.ts';

type OptionGroup =
  | 'CPU'
  | 'Memory'
  | 'Network'
  | 'Options'
  | 'Startup'
  | 'Cloudinit'
  | 'Disk'
  | 'HWType'
  | 'Power'
  | 'Device'
  | 'root';

export interface ConfigOption {
  readonly group: OptionGroup;
  readonly rule: ParameterRule;
  /** Taken over by a running guest at once. */
  readonly live: boolean;
}

const operatingSystems = [
  ...['other', 'wxp', 'w2k', 'w2k3', 'w2k8', 'wvista', 'win7', 'win8', 'win10', 'win11'],
  ...['l24', 'l26', 'solaris'],
];
const keyboards = [
  ...['de', 'de-ch', 'da', 'en-gb', 'en-us', 'es', 'fi', 'fr', 'fr-be', 'fr-ca', 'fr-ch', 'hu', 'is'],
  ...['it', 'ja', 'lt', 'mk', 'nl', 'no', 'pl', 'pt', 'pt-br', 'sv', 'sl', 'tr'],
];

function group(name: OptionGroup, live: boolean, rules: Readonly<Record<string, ParameterRule>>) {
  return Object.fromEntries(
    Object.entries(rules).map(([key, rule]): [string, ConfigOption] => [key, { group: name, rule, live }]),
  );
}

const named: Readonly<Record<string, ConfigOption>> = {
  ...group('Options', true, {
    name: formed(dnsNameFormat),
    description: { ...text, maxLength: 8192 },
    tags: formed(tagListFormat),
    onboot: flag,
    protection: flag,
  }),
  ...group('Options', false, {
    agent: formed(formats.agentFormat),
    autostart: flag,
    bios: oneOf('seabios', 'ovmf'),
    keyboard: oneOf(...keyboards),
    localtime: flag,
    migrate_downtime: { ...number, minimum: 0 },
    migrate_speed: integer(0),
    ostype: oneOf(...operatingSystems),
    reboot: flag,
    startdate: { ...text, pattern: /^(now|\d{4}-\d{1,2}-\d{1,2}(T\d{1,2}:\d{1,2}:\d{1,2})?)$/ },
    tdf: flag,
    template: flag,
  }),
  ...group('Startup', true, { startup: formed(formats.startupFormat) }),
  ...group('CPU', false, {
    cores: integer(1),
    sockets: integer(1),
    smp: integer(1),
    vcpus: integer(1),
    cpu: formed(formats.cpuFormat),
    cpulimit: { ...number, minimum: 0, maximum: 128 },
    cpuunits: integer(1, 262_144),
    numa: flag,
  }),
  ...group('Memory', false, { memory: formed(formats.memoryFormat), balloon: integer(0), 'allow-ksm': flag }),
  ...group('Memory', true, { shares: integer(0, 50_000) }),
  ...group('Cloudinit', true, {
    nameserver: formed(formats.addressListFormat),
    searchdomain: text,
    ciuser: text,
    cipassword: text,
    citype: oneOf('configdrive2', 'nocloud', 'opennebula'),
    ciupgrade: flag,
    cicustom: formed(formats.customCloudInitFormat),
    sshkeys: formed(urlEncodedFormat),
  }),
  ...group('Disk', false, {
    boot: formed(formats.bootFormat),
    bootdisk: { ...text, pattern: /^(ide|sata|scsi|virtio)\d+$/, format: formats.bootDiskFormat },
    vmstatestorage: formed(storageIdFormat),
  }),
  ...group('Disk', true, { cdrom: formed(driveFormats.ide) }),
  ...group('Power', false, { freeze: flag }),
  ...group('HWType', false, {
    acpi: flag,
    audio0: formed(formats.audioFormat),
    hotplug: formed(formats.hotplugFormat),
    kvm: flag,
    machine: formed(formats.machineFormat),
    rng0: formed(formats.randomnessFormat),
    scsihw: oneOf('lsi', 'lsi53c810', 'virtio-scsi-pci', 'virtio-scsi-single', 'megasas', 'pvscsi'),
    smbios1: { ...formed(formats.smbiosFormat), maxLength: 512 },
    tablet: flag,
    vga: formed(formats.displayFormat),
    watchdog: formed(formats.watchdogFormat),
  }),
  ...group('root', false, {
    affinity: formed(formats.cpuSetFormat),
    'amd-sev': formed(formats.sevFormat),
    arch: oneOf('x86_64', 'aarch64'),
    args: text,
    hookscript: formed(volumeIdFormat),
    hugepages: oneOf('any', '2', '1024'),
    'intel-tdx': formed(formats.tdxFormat),
    ivshmem: formed(formats.sharedMemoryFormat),
    keephugepages: flag,
    lock: oneOf(...vmLocks),
    spice_enhancements: formed(formats.spiceFormat),
    vmgenid: { ...text, pattern: /^(?:[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01])$/ },
  }),
};

interface OptionFamily {
  readonly pattern: RegExp;
  readonly option: ConfigOption;
}

function family(pattern: RegExp, option: ConfigOption): OptionFamily {
  return { pattern, option };
}

/** The live view of a drive by its bus. */
function drives(pattern: RegExp, format: (value: string, name: string) => string | null): OptionFamily {
  return family(pattern, { group: 'Disk', rule: formed(format), live: true });
}

const families: readonly OptionFamily[] = [
  family(/^net\d+$/, { group: 'Network', rule: formed(formats.networkFormat), live: true }),
  family(/^ipconfig\d+$/, { group: 'Cloudinit', rule: formed(formats.ipConfigFormat), live: true }),
  drives(/^ide\d+$/, driveFormats.ide),
  drives(/^sata\d+$/, driveFormats.sata),
  drives(/^scsi\d+$/, driveFormats.scsi),
  drives(/^virtio\d+$/, driveFormats.virtio),
  drives(/^efidisk0$/, driveFormats.efidisk),
  drives(/^tpmstate0$/, driveFormats.tpmstate),
  drives(/^unused\d+$/, driveFormats.unused),
  family(/^virtiofs\d+$/, { group: 'Disk', rule: formed(formats.sharedFolderFormat), live: false }),
  family(/^numa\d+$/, { group: 'CPU', rule: formed(formats.numaNodeFormat), live: false }),
  family(/^serial\d+$/, { group: 'HWType', rule: { ...text, pattern: /^(\/dev\/[^,]+|socket)$/ }, live: false }),
  family(/^usb\d+$/, { group: 'Device', rule: formed(formats.usbFormat), live: false }),
  family(/^hostpci\d+$/, { group: 'Device', rule: formed(formats.passThroughFormat), live: false }),
  family(/^parallel\d+$/, {
    group: 'root',
    rule: { ...text, pattern: /^(?:\/dev\/parport\d+|\/dev\/usb\/lp\d+)$/ },
    live: false,
  }),
];

/** Numbered drives end where their bus does. */
function isBeyondItsBus(name: string): boolean {
  return /^(?:ide|sata|scsi|virtio)\d+$/.test(name) && !driveKeyPattern.test(name);
}

export function configOption(name: string): ConfigOption | undefined {
  if (Object.hasOwn(named, name)) return named[name];
  if (isBeyondItsBus(name)) return undefined;
  return families.find(({ pattern }) => pattern.test(name))?.option;
}

/** What a configuration change takes beside the options themselves. */
export const changeControls: Readonly<Record<string, ParameterRule>> = {
  delete: formed(configIdListFormat),
  revert: formed(configIdListFormat),
  digest: { ...text, maxLength: 40 },
  force: { ...flag, requires: 'delete' },
  skiplock: flag,
};
