import { describe, expect, test } from 'vitest';
import { leftOf } from './left-disks.ts';

describe('the disks that a destruction leaves behind', () => {
  test('are none of those that its configuration names, however its storage writes them', () => {
    const onCeph = ['ceph-vm:base-9000-disk-0/vm-5000-disk-0', 'ceph-vm:vm-5000-cloudinit'];
    expect(leftOf(onCeph, ['ceph-vm:vm-5000-disk-0', 'ceph-vm:vm-5000-cloudinit'])).toEqual([]);
    const onFiles = ['local:9000/base-9000-disk-0.qcow2/5000/vm-5000-disk-1.qcow2'];
    expect(leftOf(onFiles, ['local:5000/vm-5000-disk-1.qcow2'])).toEqual([]);
  });

  test('are those that it does not name', () => {
    const listed = ['nfs:5000/vm-5000-disk-0.qcow2', 'nfs:5000/vm-5000-disk-1.qcow2'];
    expect(leftOf(['nfs:5000/vm-5000-disk-0.qcow2'], listed)).toEqual(['nfs:5000/vm-5000-disk-1.qcow2']);
  });

  test('are neither memory of snapshots nor images of a backup: PVE destroys these with the VM', () => {
    const listed = ['ceph-vm:vm-5000-state-before', 'local:5000/vm-5000-fleece-0.qcow2', 'ceph-vm:vm-5000-disk-3'];
    expect(leftOf([], listed)).toEqual(['ceph-vm:vm-5000-disk-3']);
  });
});
