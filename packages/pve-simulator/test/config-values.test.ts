import { expect, test } from 'vitest';
import { formatDiskSize, parseDiskSize } from '../src/config/disk-size.ts';
import { bootDiskBytes, linkedVolume, parseDrive, printDrive } from '../src/config/drive.ts';
import { cardOf } from '../src/config/option-formats.ts';

test.each([
  ['20G', 20 * 1024 ** 3, '20G'],
  ['5000M', 5000 * 1024 ** 2, '5000M'],
  ['8192M', 8 * 1024 ** 3, '8G'],
  ['6168577K', 6_168_577 * 1024, '6168577K'],
  ['5242880512', 5_242_880_512, '5242880512'],
  ['2.5G', 2.5 * 1024 ** 3, '2560M'],
])('%s is %d bytes and prints as %s', (text, bytes, printed) => {
  expect(parseDiskSize(text)).toBe(bytes);
  expect(formatDiskSize(bytes)).toBe(printed);
});

test('what is no size has no bytes', () => {
  expect(parseDiskSize('abc')).toBeNull();
});

test('a drive keeps its options when its size changes', () => {
  const drive = parseDrive('scsi0', 'ceph-vm:vm-310-disk-0,iothread=1,size=20G,ssd=1');
  expect(printDrive({ ...drive, sizeBytes: 40 * 1024 ** 3 })).toBe('ceph-vm:vm-310-disk-0,iothread=1,ssd=1,size=40G');
});

test('only the cloud-init drive is one', () => {
  expect(parseDrive('ide2', 'ceph-vm:vm-310-cloudinit,media=cdrom').cloudInit).toBe(true);
  expect(parseDrive('ide2', 'local:310/vm-310-cloudinit.qcow2,media=cdrom').cloudInit).toBe(true);
  expect(parseDrive('ide2', 'local:iso/cloudinit-docs.iso,media=cdrom').cloudInit).toBe(false);
});

test('the first disk of the boot order is the one whose size counts', () => {
  expect(bootDiskBytes({ boot: 'order=scsi1;ide2', scsi0: 'a:x,size=1G', scsi1: 'a:y,size=2G' })).toBe(2 * 1024 ** 3);
});

test('a linked volume names its base', () => {
  const block = { storage: 'ceph-vm', storageType: 'rbd', vmid: 310 };
  expect(linkedVolume('ceph-vm:base-9000-disk-0', block, 0)).toBe('ceph-vm:base-9000-disk-0/vm-310-disk-0');
  const file = { storage: 'local', storageType: 'dir', vmid: 102 };
  expect(linkedVolume('local:9000/base-9000-disk-0.qcow2', file, 0)).toBe(
    'local:9000/base-9000-disk-0.qcow2/102/vm-102-disk-0.qcow2',
  );
});

test('a model with its address is two values', () => {
  expect(Object.fromEntries(cardOf('virtio=BC:24:11:00:50:F5,bridge=vmbr0'))).toEqual({
    model: 'virtio',
    macaddr: 'BC:24:11:00:50:F5',
    bridge: 'vmbr0',
  });
});
