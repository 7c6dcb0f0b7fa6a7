import { expect, test } from 'vitest';
import { configOption } from '../src/config/config-options.ts';
import { areKeys, decodeKeys } from '../src/config/ssh-keys.ts';
import { ruleComplaint } from '../src/http/parameter-schema.ts';

function complaint(name: string, value: string): string | null {
  const option = configOption(name);
  return option === undefined ? 'no such option' : ruleComplaint(option.rule, value, name);
}

test.each([
  ['net0', 'virtio,bridge=vmbr0'],
  ['net0', 'virtio=BC:24:11:00:50:F5,bridge=vmbr0,tag=7,firewall=yes'],
  ['net31', 'model=e1000,rate=1.5'],
  ['scsi0', 'ceph-vm:vm-310-disk-0,iothread=on,size=20G,discard=on'],
  ['scsi0', 'ceph-vm:20'],
  ['ide2', 'none,media=cdrom'],
  ['ide2', 'ceph-vm:cloudinit'],
  ['agent', '1,fstrim_cloned_disks=1'],
  ['agent', 'enabled=on,freeze-fs-on-backup=0'],
  ['memory', 'current=4096'],
  ['machine', 'type=pc-q35-10.0+pve1,viommu=intel'],
  ['ipconfig0', 'ip=10.0.0.5/24,gw=10.0.0.1,ip6=auto'],
  ['boot', 'order=scsi0;ide2;net0'],
  ['startup', 'order=3,up=30'],
  ['smbios1', 'uuid=a58b591a-42fe-40e5-afd3-dbfe615a9384'],
  ['cpu', 'x86-64-v2-AES,flags=+aes;-pcid'],
  ['cpu', 'EPYC-Rome-v4'],
  ['vga', 'serial0,memory=16'],
  ['efidisk0', 'ceph-vm:1,efitype=4m,pre-enrolled-keys=1'],
  ['nameserver', '10.0.0.1 10.0.0.2'],
])('%s takes %s', (name, value) => {
  expect(complaint(name, value)).toBeNull();
});

const error = (text: string) => `invalid format - format error\n${text}\n`;

test.each([
  // What an unencoded `=` in a form turns `virtio,bridge=vmbr0` into.
  ['net0', 'virtio,bridge', 'invalid format - duplicate key in comma-separated list property: model\n'],
  ['net0', 'virtio,virtio', 'invalid format - duplicate key in comma-separated list property: model\n'],
  ['net0', 'bridge=vmbr0', error('net0.model: property is missing and it is not optional')],
  ['net0', 'virtio,colour=red', 'invalid format - invalid key in comma-separated list property: colour\n'],
  ['net0', 'virtio,tag=5000', error('net0.tag: value must have a maximum value of 4094')],
  ['net0', 'virtio,firewall=maybe', error("net0.firewall: type check ('boolean') failed - got 'maybe'")],
  [
    'net0',
    'virtio=11:22:33:44:55:66',
    error('net0.macaddr: invalid format - value does not look like a valid unicast MAC address\n'),
  ],
  ['scsi0', 'nowhere', error("scsi0.file: invalid format - unable to parse volume ID 'nowhere'\n")],
  ['virtio0', 'a1:b,ssd=1', 'invalid format - invalid key in comma-separated list property: ssd\n'],
  [
    'scsi0',
    'a1:b,cache=fast',
    error(
      "scsi0.cache: value 'fast' does not have a value in the enumeration 'none, writethrough, writeback, unsafe, directsync'",
    ),
  ],
  ['memory', '8', error('memory.current: value must have a minimum value of 16')],
  [
    'ipconfig0',
    'ip=10.0.0.5',
    error('ipconfig0.ip: invalid format - value does not look like a valid ipv4 network configuration\n'),
  ],
  ['ipconfig0', 'gw=10.0.0.1', error("ipconfig0.ip: missing property - 'gw' requires this property")],
  ['ostype', 'beos', expect.stringMatching(/^value 'beos' does not have a value in the enumeration 'other, wxp,/)],
  ['boot', 'order=tape0', error("boot.order: invalid format - invalid boot device 'tape0'")],
  ['cpu', 'Zen9', "invalid format - Built-in cputype 'Zen9' is not defined (missing 'custom-' prefix?)\n"],
  ['cpu', 'custom-mine', "invalid format - Custom cputype 'mine' not found\n"],
  ['cpu', 'hidden=1', 'invalid format - CPU is missing cputype\n'],
  [
    'cpu',
    'host,flags=+avx',
    expect.stringMatching(/^invalid format - VM-specific CPU flags must be a subset of: aes, /),
  ],
  ['cpu', 'host,reported-model=max', expect.stringContaining("'reported-model' not allowed")],
  ['scsi31', 'a1:b', 'no such option'],
  ['cores', '0', 'value must have a minimum value of 1'],
])('%s refuses %s', (name, value, expected) => {
  expect(complaint(name, value)).toEqual(expected);
});

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdmwE72qKs0aBLToIezpGc74FRwrF7wFNnpG7mPxt/N me@example';

test.each([
  [key, true],
  [`${key}\n\n${key}`, true],
  ['', true],
  [key.replace('ed25519 ', 'rsa '), false],
  [key.slice(0, 60), false],
  [`ssh-ed25519 ${'A'.repeat(68)} sam@desk`, false],
  ['not a key', false],
])('keys are what ssh-keygen would read: %j', (text, expected) => {
  expect(areKeys(decodeKeys(encodeURIComponent(text)))).toBe(expected);
});
