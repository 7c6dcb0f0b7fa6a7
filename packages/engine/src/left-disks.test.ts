import { describe, expect, test } from 'vitest';
import { leftDisks } from './left-disks.ts';

describe('the disks that a destruction leaves behind', () => {
  const volumes = [
    'ceph-vm:base-9000-disk-0/vm-5000-disk-0',
    'local:9000/base-9000-disk-0.qcow2/5000/vm-5000-disk-1.qcow2',
    'ceph-vm:vm-5000-cloudinit',
  ];

  test('are none of those that its configuration names, however its storage writes them', () => {
    const listed = ['ceph-vm:vm-5000-disk-0', 'local:5000/vm-5000-disk-1.qcow2', 'ceph-vm:vm-5000-cloudinit'];
    expect(leftDisks({ volumes }, listed)).toEqual([]);
  });

  test('are those of another storage that bear the same name', () => {
    expect(leftDisks({ volumes }, ['nfs:5000/vm-5000-disk-0'])).toEqual(['nfs:5000/vm-5000-disk-0']);
  });

  test('are neither memory of snapshots nor images of a backup: PVE destroys these with the VM', () => {
    const listed = ['ceph-vm:vm-5000-state-before', 'local:5000/vm-5000-fleece-0.qcow2', 'ceph-vm:vm-5000-disk-3'];
    expect(leftDisks({ volumes }, listed)).toEqual(['ceph-vm:vm-5000-disk-3']);
  });
});
