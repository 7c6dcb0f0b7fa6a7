/** What the drives of a configuration take, bus by bus. */
import { urlEncodedFormat } from '../http/parameter-formats.ts';
import type { ParameterRule } from '../http/parameter-schema.ts';
import { flag, formed, integer, number, oneOf, type PropertyRule, propertyFormat, text } from './property-format.ts';

type Rules = Readonly<Record<string, PropertyRule>>;

function each(rule: ParameterRule, ...names: string[]): Rules {
  return Object.fromEntries(names.map((name) => [name, rule]));
}

/** `storage:name`, which includes `storage:20` for a new disk. */
export function volumeIdFormat(value: string): string | null {
  return /^[a-z][a-z0-9\-_.]*[a-z0-9]:.+$/i.test(value) ? null : `unable to parse volume ID '${value}'\n`;
}

const pathOrVolume = (value: string) => (value.startsWith('/') ? null : volumeIdFormat(value));
const driveFile = (value: string) => (['none', 'cdrom'].includes(value) ? null : pathOrVolume(value));
const diskSize = (value: string) => (/^\d+(?:\.\d+)?[KMGT]?$/.test(value) ? null : 'value is not a valid disk size\n');

const limits = ['bps', 'bps_rd', 'bps_wr', 'iops', 'iops_rd', 'iops_wr'];
const bursts = limits.filter((name) => name.startsWith('iops')).map((name) => `${name}_max`);
const lengths = limits.map((name) => `${name}_max_length`);
const rates = ['mbps', 'mbps_rd', 'mbps_wr'].flatMap((name) => [name, `${name}_max`]);
const lengthAliases = ['bps_rd', 'bps_wr', 'iops_rd', 'iops_wr'].map((name) => [
  `${name}_length`,
  `${name}_max_length`,
]);
const aliases = { volume: 'file', ...Object.fromEntries(lengthAliases) };

const volume: Rules = {
  file: { type: 'string', format: driveFile, defaultKey: true },
  size: formed(diskSize),
  'import-from': formed(pathOrVolume),
};
const imageFormat = oneOf('raw', 'qcow', 'qed', 'qcow2', 'vmdk', 'cloop');

const everyBus: Rules = {
  ...volume,
  format: imageFormat,
  aio: oneOf('native', 'threads', 'io_uring'),
  cache: oneOf('none', 'writethrough', 'writeback', 'unsafe', 'directsync'),
  discard: oneOf('ignore', 'on'),
  media: oneOf('cdrom', 'disk'),
  rerror: oneOf('ignore', 'report', 'stop'),
  werror: oneOf('enospc', 'ignore', 'report', 'stop'),
  serial: { ...text, maxLength: 60, format: urlEncodedFormat },
  ...each(flag, 'backup', 'detect_zeroes', 'replicate', 'shared', 'snapshot'),
  ...each(integer(), ...limits, ...bursts),
  ...each(integer(1), ...lengths),
  ...each(number, ...rates),
};

const named: Rules = { ssd: flag, wwn: { ...text, pattern: /^(?:0x)[0-9a-fA-F]{16}$/ } };
const threaded: Rules = each(flag, 'iothread', 'ro');
const scsiOnly: Rules = {
  scsiblock: flag,
  queues: integer(2),
  product: { ...text, pattern: /^[A-Za-z0-9\-_\s]{0,16}$/ },
  vendor: { ...text, pattern: /^[A-Za-z0-9\-_\s]{0,8}$/ },
};
const ideModel: Rules = { model: { ...text, maxLength: 120, format: urlEncodedFormat } };

export const driveFormats = {
  ide: propertyFormat({ rules: { ...everyBus, ...named, ...ideModel }, aliases }),
  sata: propertyFormat({ rules: { ...everyBus, ...named }, aliases }),
  scsi: propertyFormat({ rules: { ...everyBus, ...named, ...threaded, ...scsiOnly }, aliases }),
  virtio: propertyFormat({ rules: { ...everyBus, ...threaded }, aliases }),
  efidisk: propertyFormat({
    rules: {
      ...volume,
      format: imageFormat,
      efitype: oneOf('2m', '4m'),
      'ms-cert': oneOf('2011', '2023', '2023w', '2023k'),
      'pre-enrolled-keys': flag,
    },
    aliases: { volume: 'file' },
  }),
  tpmstate: propertyFormat({
    rules: { ...volume, format: oneOf('raw', 'qcow2', 'vmdk'), version: oneOf('v1.2', 'v2.0') },
    aliases: { volume: 'file' },
  }),
  unused: propertyFormat({
    rules: { file: { type: 'string', format: volumeIdFormat, defaultKey: true } },
    aliases: { volume: 'file' },
  }),
} as const;
