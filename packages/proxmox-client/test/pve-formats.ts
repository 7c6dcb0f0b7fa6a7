// The named formats and patterns of PVE's schema: what they accept, after the regular expressions of PVE/JSONSchema.pm,
// PVE/AccessControl.pm, PVE/Storage.pm and PVE/QemuServer.pm, and a value that they accept. One that is not listed
// here fails whoever asks for it.
import { isIPv4, isIPv6 } from 'node:net';

export interface Format {
  accepts(value: string): boolean;
  readonly sample: string;
}

const matching = (pattern: RegExp, sample: string): Format => ({ accepts: (value) => pattern.test(value), sample });

const listOf = (item: Format, sample: string): Format => ({
  accepts: (value) =>
    value
      .split(/[,;\0\s]+/)
      .filter((part) => part !== '')
      .every((part) => item.accepts(part)),
  sample,
});

const cidr = (isAddress: (text: string) => boolean, bits: number, value: string): boolean => {
  const [address = '', prefix = '', ...more] = value.split('/');
  return isAddress(address) && /^\d+$/.test(prefix) && Number(prefix) <= bits && more.length === 0;
};

/** `ip=dhcp,ip6=auto`; a gateway only beside an address of its family. */
const acceptsIpConfig = (value: string): boolean => {
  const pairs = new Map(value.split(',').map((part) => [part.replace(/=.*$/, ''), part.replace(/^[^=]*=/, '')]));
  const { ip = '', gw = '', ip6 = '', gw6 = '', ...unknown } = Object.fromEntries(pairs);
  const fits = (text: string, accept: (text: string) => boolean): boolean => text === '' || accept(text);
  return (
    Object.keys(unknown).length === 0 &&
    fits(ip, (text) => text === 'dhcp' || cidr(isIPv4, 32, text)) &&
    fits(ip6, (text) => text === 'dhcp' || text === 'auto' || cidr(isIPv6, 128, text)) &&
    fits(gw, (text) => isIPv4(text) && cidr(isIPv4, 32, ip)) &&
    fits(gw6, (text) => isIPv6(text) && cidr(isIPv6, 128, ip6))
  );
};

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const configId = matching(/^[a-z][a-z0-9_-]+$/i, 'before-update');
const tag = matching(/^[a-z0-9_][a-z0-9_\-+.]*$/i, 'portal');
const content = matching(/^(?:rootdir|images|vztmpl|iso|backup|snippets|import|none)$/, 'images');
const volume = matching(/^[a-z][a-z0-9\-_.]*[a-z0-9]:.+$/i, 'ceph-vm:vm-5000-disk-0');
/** Property strings whose keys the schema does not spell out; of no interest here. */
const keyed = (sample: string): Format => matching(/^[^,=]+(?:=[^,]*)?(?:,[^,=]+=[^,]*)*$/, sample);

const formats: Readonly<Record<string, Format>> = {
  'pve-vmid': matching(/^[1-9][0-9]{2,8}$/, '5000'),
  'pve-node': matching(new RegExp(`^${label}$`), 'pve1'),
  'dns-name': matching(new RegExp(`^(?:${label}\\.)*${label}$`), 'lab-4711'),
  'pve-configid': configId,
  'pve-configid-list': listOf(configId, 'tags'),
  'pve-poolid': matching(/^[A-Za-z0-9.\-_]+(?:\/[A-Za-z0-9.\-_]+){0,2}$/, 'support/portal'),
  'pve-storage-id': matching(/^[a-z][a-z0-9\-_.]*[a-z0-9]$/i, 'ceph-vm'),
  'pve-storage-content': content,
  'pve-storage-content-list': listOf(content, 'iso,images'),
  'pve-volume-id': volume,
  'pve-volume-id-or-qm-path': {
    accepts: (text) => /^(?:none|cdrom|\/.+)$/.test(text) || volume.accepts(text),
    sample: volume.sample,
  },
  'pve-tag-list': listOf(tag, 'lab;portal'),
  urlencoded: matching(/^[-%a-zA-Z0-9_.!~*'()]*$/, 'ssh-ed25519%20AAAA%20ada'),
  'disk-size': matching(/^\d+(?:\.\d+)?[KMGT]?$/, '20G'),
  'pve-qm-ipconfig': { accepts: acceptsIpConfig, sample: 'ip=192.0.2.7/24,gw=192.0.2.1,ip6=auto' },
  'mac-addr': matching(/^[a-f0-9][02468ace](?::[a-f0-9]{2}){5}$/i, 'BC:24:11:00:50:F5'),
  'pve-bridge-id': matching(/^[-_.\w]+$/, 'vmbr0'),
  'address-list': matching(/^[0-9a-fA-F.:,; ]+$/, '192.0.2.53'),
  'pve-cpuset': matching(/^(?:\s*\d+(?:-\d+)?\s*)(?:,\s*\d+(?:-\d+)?\s*)?$/, '0-3'),
  'pve-qm-bootdisk': matching(/^(?:ide|sata|scsi|virtio)\d+$/, 'scsi0'),
  'pve-hotplug-features': matching(/^(?:[01]|(?:network|disk|cpu|memory|usb|cloudinit)(?:,|$))+$/, 'network,disk,usb'),
  'pve-startup-order': keyed('order=2,up=30'),
  'pve-qm-boot': keyed('order=scsi0'),
  'pve-qm-ide': keyed('local:iso/debian.iso,media=cdrom'),
  'pve-qm-cicustom': keyed('user=local:snippets/user.yaml'),
  'pve-vm-cpu-conf': keyed('x86-64-v2-AES,flags=+aes'),
  'pve-qm-hostpci': keyed('0000:01:00.0,pcie=1'),
  'pve-qm-rng': keyed('source=/dev/urandom'),
  'pve-qm-smbios1': keyed('uuid=0c6ea6f0-0000-4000-8000-000000000001'),
  'pve-qm-watchdog': keyed('model=i6300esb,action=reset'),
  'pve-qemu-sev-fmt': keyed('type=std'),
  'pve-qemu-tdx-fmt': keyed('type=tdx'),
};

export const formatOf = (name: string): Format => {
  const format = formats[name];
  if (format === undefined) throw new Error(`unknown format '${name}': write it after PVE's own`);
  return format;
};

/** PVE matches a whole value. Perl writes flags into its patterns, and has atomic groups and open counts. */
export const patternOf = (perl: string): RegExp => {
  const source = perl.replace(/\(\?\^[a-z]*:|\(\?>/g, '(?:').replace(/\{,(\d+)\}/g, '{0,$1}');
  return new RegExp(`^(?:${source})$`, /\(\?\^[a-z]*i/.test(perl) ? 'i' : '');
};

/** In the order of the schema; the first that fits is taken. */
const patternSamples = [
  ...['9e4f7fb4', 'scsi0', '0x5000c50012345678', 'pc-q35-9.2+pve1', 'net0=1500', 'socket', 'now', '/dev/parport0'],
  ...['spice', '10.0.2', '0-3', 'lab', '0c6ea6f0-0000-4000-8000-000000000001'],
];

export const samplePattern = (perl: string): string => {
  const sample = patternSamples.find((candidate) => patternOf(perl).test(candidate));
  if (sample === undefined) throw new Error(`no sample for the pattern ${perl}`);
  return sample;
};
