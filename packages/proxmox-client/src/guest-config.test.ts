import { describe, expect, test } from 'vitest';
import { parseGuestConfig } from './guest-config.ts';

describe('a VM’s configuration', () => {
  test('is read with strings for numbers, and without the drives that are no disks', () => {
    const config = parseGuestConfig({
      name: 'pbx-4711',
      meta: 'creation-qemu=10.0.2,ctime=1753005123',
      ostype: 'win11',
      description: 'Grüße\nportal',
      tags: 'portal;voice',
      cores: 2,
      memory: '2048',
      template: 1,
      agent: '1',
      scsi0: 'ceph-vm:vm-5000-disk-0,discard=on,size=20G',
      virtio1: 'ceph-vm:vm-5000-disk-1,size=6168577K',
      ide2: 'ceph-vm:vm-5000-cloudinit,media=cdrom,size=4M',
      ide0: 'local:iso/virtio-win.iso,media=cdrom,size=612812K',
      efidisk0: 'ceph-vm:vm-5000-disk-2,efitype=4m,size=528K',
      unused0: 'ceph-vm:vm-5000-disk-9',
      net0: 'virtio=BC:24:11:00:50:F5,bridge=vmbr0,firewall=1',
      net1: 'e1000=BC:24:11:00:50:F6,bridge=vmbr1,tag=20',
      net2: 'virtio=BC:24:11:00:50:F7',
      scsihw: 'virtio-scsi-single',
      protection: 1,
      balloon: 1024,
      onboot: 1,
      hookscript: 'local:snippets/hook.pl',
      args: '-device x',
      cicustom: 'user=local:snippets/user.yml',
      hostpci0: '0000:01:00',
      usb0: 'spice,usb3=1',
      usb1: 'host=1234:5678',
      serial0: '/dev/ttyS0',
      serial1: 'socket',
      boot: 'order=scsi0;net0',
      freeze: 1,
      vcpus: 2,
      numa0: 'cpus=0-1,memory=2048',
      digest: '07d11c84ac7d0ae15e45f15408e6dbd210c8c387',
    });
    expect(config).toEqual({
      name: 'pbx-4711',
      createdAt: new Date(1_753_005_123_000),
      osType: 'win11',
      description: 'Grüße\nportal',
      tags: ['portal', 'voice'],
      cores: 2,
      memoryMiB: 2048,
      template: true,
      agentEnabled: true,
      disks: { scsi0: 20, virtio1: 6168577 / 2 ** 20 },
      driveStorages: { scsi0: 'ceph-vm', virtio1: 'ceph-vm', ide2: 'ceph-vm', ide0: 'local', efidisk0: 'ceph-vm' },
      diskStorages: ['ceph-vm'],
      volumes: {
        'ceph-vm': [
          'ceph-vm:vm-5000-cloudinit',
          'ceph-vm:vm-5000-disk-0',
          'ceph-vm:vm-5000-disk-1',
          'ceph-vm:vm-5000-disk-2',
          'ceph-vm:vm-5000-disk-9',
        ],
      },
      bridges: [
        { name: 'vmbr0', vlanTag: null },
        { name: 'vmbr1', vlanTag: 20 },
      ],
      macs: ['bc:24:11:00:50:f5', 'bc:24:11:00:50:f6', 'bc:24:11:00:50:f7'],
      hasCloudInitDrive: true,
      serialPort: 'serial1',
      lock: null,
      options: {
        protection: true,
        balloonMiB: 1024,
        startsWithNode: true,
        hookscript: 'local:snippets/hook.pl',
        hasArguments: true,
        customCloudInit: 'user=local:snippets/user.yml',
        passthrough: ['hostpci0', 'usb1', 'serial0'],
        installationMedia: ['ide0'],
        bootOrder: ['scsi0', 'net0'],
        frozen: true,
        fixedVcpus: 2,
        numaNodes: ['numa0'],
        networkCards: 3,
      },
      digest: '07d11c84ac7d0ae15e45f15408e6dbd210c8c387',
    });
  });

  test('has PVE’s defaults where it says nothing', () => {
    expect(parseGuestConfig({})).toEqual({
      name: null,
      createdAt: null,
      osType: null,
      description: '',
      tags: [],
      cores: 1,
      memoryMiB: 512,
      template: false,
      agentEnabled: false,
      disks: {},
      driveStorages: {},
      diskStorages: [],
      volumes: {},
      bridges: [],
      macs: [],
      hasCloudInitDrive: false,
      serialPort: null,
      lock: null,
      options: {
        protection: false,
        balloonMiB: null,
        startsWithNode: false,
        hookscript: null,
        hasArguments: false,
        customCloudInit: null,
        passthrough: [],
        installationMedia: [],
        bootOrder: null,
        frozen: false,
        fixedVcpus: null,
        numaNodes: [],
        networkCards: 0,
      },
      digest: null,
    });
  });

  test('names no storage for an empty CD drive, the host’s own, or a device', () => {
    const config = { ide2: 'none,media=cdrom', ide0: 'cdrom,media=cdrom', scsi0: '/dev/disk/by-id/ata-1,size=20G' };
    expect(parseGuestConfig(config)).toMatchObject({ driveStorages: {}, volumes: {} });
  });

  test('counts the cores of all sockets', () => {
    expect(parseGuestConfig({ cores: '4', sockets: 2 }).cores).toBe(8);
  });

  test.each([
    ['1', true],
    ['0', false],
    ['enabled=1,fstrim_cloned_disks=1', true],
    ['type=virtio,enabled=on', true],
    ['1,type=isa', true],
    ['enabled=0', false],
    ['type=virtio', false],
    [1, true],
  ])('has an agent by “%s”: %s', (agent, enabled) => {
    expect(parseGuestConfig({ agent }).agentEnabled).toBe(enabled);
  });

  test.each([
    ['4096', 4096],
    [4096, 4096],
    ['current=4096', 4096],
  ])('has memory by %j: %d MiB', (memory, memoryMiB) => {
    expect(parseGuestConfig({ memory }).memoryMiB).toBe(memoryMiB);
  });

  test.each([
    ['local:9000/vm-9000-cloudinit.qcow2,media=cdrom', true],
    ['local-lvm:vm-9000-cloudinit,media=cdrom', true],
    ['local:cloudinit', true],
    ['none,media=cdrom', false],
    ['local:iso/cloudinit-docs.iso,media=cdrom', false],
  ])('has a cloud-init drive by “%s”: %s', (ide2, expected) => {
    expect(parseGuestConfig({ ide2 }).hasCloudInitDrive).toBe(expected);
  });
});
