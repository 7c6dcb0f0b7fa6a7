// A VM's configuration, read out of PVE's flat bag of options (`GET …/qemu/{vmid}/config`, pending values included:
// what holds from the next start).
import type { GuestBridge, GuestConfig } from '@portal/domain';
import { parseDiskSizeGiB } from './disk-size.ts';
import { parseMac } from './mac.ts';
import { isTruthyProperty, parsePropertyString } from './property-string.ts';
import { splitList } from './split-list.ts';

/** Buses that carry disks and CD drives. `efidisk0` and `tpmstate0` are firmware state that nobody sizes. */
const driveKey = /^(?:ide|sata|scsi|virtio)\d+$/;
const firmwareKey = /^(?:efidisk|tpmstate)0$/;
const cardKey = /^net\d+$/;
const unusedKey = /^unused\d+$/;

/** `storage:volume`; a CD drive may hold `none` or the host's own `cdrom`. */
const storageOfVolume = /^([a-z][a-z0-9._-]*):/i;

/** As PVE::QemuServer::Drive tells a cloud-init drive. */
const cloudInitVolume = /[:/](?:vm-\d+-)?cloudinit(?:\.(?:raw|qcow|qed|qcow2|vmdk|cloop))?$/;

interface Drive {
  readonly key: string;
  readonly volume: string;
  readonly isCdrom: boolean;
  readonly sizeGiB: number | null;
}

const parseDrive = (key: string, value: string): Drive => {
  const properties = parsePropertyString(value, 'file');
  return {
    key,
    volume: properties.get('file') ?? '',
    isCdrom: properties.get('media') === 'cdrom',
    sizeGiB: parseDiskSizeGiB(properties.get('size') ?? ''),
  };
};

const isOwnVolume = ({ isCdrom, volume }: Drive): boolean =>
  storageOfVolume.test(volume) && (!isCdrom || cloudInitVolume.test(volume));

const storagesOf = (drives: readonly Drive[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    drives.flatMap(({ key, volume }) => {
      const storage = storageOfVolume.exec(volume)?.[1];
      return storage === undefined ? [] : [[key, storage]];
    }),
  );

const volumesOf = (drives: readonly Drive[]): GuestConfig['volumes'] => {
  const byStorage: Record<string, string[]> = {};
  for (const { volume } of drives.filter(isOwnVolume)) {
    const storage = storageOfVolume.exec(volume)?.[1] ?? '';
    byStorage[storage] = [...(byStorage[storage] ?? []), volume];
  }
  return byStorage;
};

/** `virtio=BC:24:11:00:50:F5,bridge=vmbr0,tag=20` */
const parseBridge = (card: string): readonly GuestBridge[] => {
  const properties = parsePropertyString(card, 'model');
  const name = properties.get('bridge');
  const tag = properties.get('tag');
  return name === undefined ? [] : [{ name, vlanTag: tag === undefined ? null : Number(tag) }];
};

/** The card's model is the key of its MAC address: `virtio=BC:24:11:00:50:F5`; `macaddr=` is another spelling of it. */
const parseCardMac = (card: string): string | null => {
  const texts = [...parsePropertyString(card, 'model').values()];
  return texts.map((text) => parseMac(text)).find((mac) => mac !== null) ?? null;
};

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

const scalarText = (value: unknown): string | null => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  return null;
};

const positive = (value: string | null, fallback: number): number => {
  const parsed = Number(value ?? '');
  return Number.isFinite(parsed) && parsed > 0 ? parsed : fallback;
};

/** `meta: creation-qemu=…,ctime=1753005123`; configurations from before PVE 7.1 have none. */
const createdAtOf = (meta: string | null): Date | null => {
  const seconds = Number(parsePropertyString(meta ?? '', 'ctime').get('ctime') ?? '');
  return Number.isInteger(seconds) && seconds > 0 ? new Date(seconds * 1000) : null;
};

const socketDevice = 'socket';
const hostKey = /^(?:hostpci|parallel|virtiofs)\d+$/;
const usbKey = /^usb\d+$/;
const serialKey = /^serial\d+$/;
const numaKey = /^numa\d+$/;

/** USB ports that SPICE redirects, and serial ports that are sockets, are nobody else's devices. */
const passthroughOf = (entriesOf: EntriesOf): readonly string[] => [
  ...entriesOf(hostKey).map(([key]) => key),
  ...entriesOf(usbKey).flatMap(([key, value]) => (/(?:^|=)spice(?:,|$)/.test(value) ? [] : [key])),
  ...entriesOf(serialKey).flatMap(([key, value]) => (value === socketDevice ? [] : [key])),
];

const bootOrderOf = (boot: string | null): readonly string[] | null => {
  const order = parsePropertyString(boot ?? '', 'legacy').get('order');
  return order === undefined ? null : order.split(';').filter((key) => key !== '');
};

type EntriesOf = (keys: RegExp) => readonly [string, string][];

const optionsOf = (
  get: (key: string) => string | null,
  entriesOf: EntriesOf,
  drives: readonly Drive[],
): GuestConfig['options'] => ({
  protection: get('protection') === '1',
  balloonMiB: positive(get('balloon'), 0) || null,
  startsWithNode: get('onboot') === '1',
  hookscript: get('hookscript'),
  hasArguments: get('args') !== null,
  customCloudInit: get('cicustom'),
  passthrough: passthroughOf(entriesOf),
  installationMedia: drives
    .filter(({ isCdrom, volume }) => isCdrom && volume !== 'none' && !cloudInitVolume.test(volume))
    .map(({ key }) => key),
  bootOrder: bootOrderOf(get('boot')),
  frozen: get('freeze') === '1',
  fixedVcpus: positive(get('vcpus'), 0) || null,
  numaNodes: entriesOf(numaKey).map(([key]) => key),
  networkCards: entriesOf(cardKey).length,
});

/** PVE's own defaults, for what the configuration leaves out. */
const defaultMemoryMiB = 512;
const defaultCores = 1;
const defaultSockets = 1;

export const parseGuestConfig = (options: Readonly<Record<string, unknown>>): GuestConfig => {
  const get = (key: string): string | null => scalarText(options[key]);
  const entriesOf = (keys: RegExp): [string, string][] =>
    Object.keys(options)
      .filter((key) => keys.test(key))
      .sort(byNumber)
      .map((key) => [key, get(key) ?? '']);
  const drivesOf = (keys: RegExp): Drive[] => entriesOf(keys).map(([key, value]) => parseDrive(key, value));
  const drives = drivesOf(driveKey);
  const firmware = drivesOf(firmwareKey);
  const disks = drives.flatMap(({ key, isCdrom, sizeGiB }) => (isCdrom || sizeGiB === null ? [] : [[key, sizeGiB]]));
  const memory = parsePropertyString(get('memory') ?? '', 'current').get('current') ?? null;
  const agent = parsePropertyString(get('agent') ?? '', 'enabled');
  return {
    name: get('name'),
    createdAt: createdAtOf(get('meta')),
    osType: get('ostype'),
    description: get('description') ?? '',
    tags: splitList(get('tags') ?? ''),
    cores: positive(get('cores'), defaultCores) * positive(get('sockets'), defaultSockets),
    memoryMiB: positive(memory, defaultMemoryMiB),
    template: get('template') === '1',
    agentEnabled: isTruthyProperty(agent.get('enabled')),
    disks: Object.fromEntries(disks),
    driveStorages: storagesOf([...drives, ...firmware]),
    diskStorages: [...new Set(Object.values(storagesOf([...drives.filter(({ isCdrom }) => !isCdrom), ...firmware])))],
    volumes: volumesOf([...drives, ...firmware, ...drivesOf(unusedKey)]),
    bridges: entriesOf(cardKey).flatMap(([, card]) => parseBridge(card)),
    macs: entriesOf(cardKey).flatMap(([, card]) => parseCardMac(card) ?? []),
    hasCloudInitDrive: drives.some(({ volume }) => cloudInitVolume.test(volume)),
    serialPort: entriesOf(serialKey).find(([, value]) => value === socketDevice)?.[0] ?? null,
    options: optionsOf(get, entriesOf, drives),
    lock: get('lock'),
    digest: get('digest'),
  };
};
