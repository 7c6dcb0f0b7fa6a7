/**
 * The cluster that `npm start` and most tests run against: three nodes on shared Ceph storage, six templates in the
 * pool of the portal, a token with exactly the privileges that the portal needs, and a few machines of other people
 * that the portal must neither see nor touch.
 */
import type { AclEntry, ClusterSeed, VmSeed } from './cluster-seed.ts';
import { defaultPveVersion } from './cluster-seed.ts';

const gibibyte = 1024 ** 3;

export const demoTokenId = 'portal@pve!portal';
export const demoPool = 'support-portal';
const sharedStorage = 'ceph-vm';

function agentPrivileges(pveVersion: string): string[] {
  return Number.parseInt(pveVersion, 10) >= 9 ? ['VM.GuestAgent.Audit', 'VM.GuestAgent.Unrestricted'] : ['VM.Monitor'];
}

/** What the commands of docs/proxmox-setup.md grant, to the user and to the token alike (a test compares them). */
export function portalAcl(pveVersion: string, storage: string): AclEntry[] {
  return [
    { path: '/', privileges: ['Sys.Audit'], propagate: false },
    { path: '/nodes', privileges: ['Sys.Audit'] },
    {
      path: `/pool/${demoPool}`,
      privileges: [
        'Pool.Audit',
        'VM.Allocate',
        'VM.Audit',
        'VM.Clone',
        'VM.Config.CPU',
        'VM.Config.Cloudinit',
        'VM.Config.Disk',
        'VM.Config.Memory',
        'VM.Config.Network',
        'VM.Config.Options',
        'VM.Console',
        'VM.PowerMgmt',
        'VM.Snapshot',
        'VM.Snapshot.Rollback',
        ...agentPrivileges(pveVersion),
      ],
    },
    { path: `/storage/${storage}`, privileges: ['Datastore.AllocateSpace', 'Datastore.Audit'] },
    { path: '/sdn/zones/localnetwork', privileges: ['SDN.Audit', 'SDN.Use'] },
  ];
}

export interface TemplateShape {
  vmid: number;
  node: string;
  name: string;
  cores: number;
  memoryMiB: number;
  diskGiB: number;
  ostype: 'l26' | 'win10' | 'win11';
  description: string;
  /** Windows that takes its name from a cloud-init drive; the name that it has until then. */
  cloudbaseInit?: { hostName: string };
}

export function portalTemplate(shape: TemplateShape, storage: string): VmSeed {
  const linux = shape.ostype === 'l26';
  return {
    vmid: shape.vmid,
    node: shape.node,
    name: shape.name,
    template: true,
    agent: true,
    bridge: 'vmbr0',
    pool: demoPool,
    disks: [{ key: 'scsi0', storage, sizeGiB: shape.diskGiB }],
    ...(linux || shape.cloudbaseInit !== undefined ? { cloudInitStorage: storage } : {}),
    ...(shape.cloudbaseInit === undefined ? {} : { guest: { profile: 'cloudbase-init', ...shape.cloudbaseInit } }),
    config: {
      cores: shape.cores,
      memory: String(shape.memoryMiB),
      ostype: shape.ostype,
      description: shape.description,
      tags: 'template',
      ...(linux
        ? { ciuser: 'support', ipconfig0: 'ip=dhcp', serial0: 'socket' }
        : { bios: 'ovmf', machine: 'pc-q35-10.0' }),
    },
  };
}

const templates: readonly TemplateShape[] = [
  {
    vmid: 9000,
    node: 'pve1',
    name: 'tmpl-pbx-asterisk',
    cores: 2,
    memoryMiB: 2048,
    diskGiB: 20,
    ostype: 'l26',
    description: 'Asterisk PBX on Debian',
  },
  {
    vmid: 9001,
    node: 'pve1',
    name: 'tmpl-sip-test',
    cores: 1,
    memoryMiB: 1024,
    diskGiB: 10,
    ostype: 'l26',
    description: 'SIP test client',
  },
  {
    vmid: 9002,
    node: 'pve2',
    name: 'tmpl-win11-support',
    cores: 4,
    memoryMiB: 8192,
    diskGiB: 64,
    ostype: 'win11',
    description: 'Windows 11 support client',
    cloudbaseInit: { hostName: 'WIN11-TEMPLATE' },
  },
  {
    vmid: 9003,
    node: 'pve2',
    name: 'tmpl-win10-legacy',
    cores: 2,
    memoryMiB: 4096,
    diskGiB: 50,
    ostype: 'win10',
    description: 'Windows 10 for legacy tools',
  },
  {
    vmid: 9004,
    node: 'pve3',
    name: 'tmpl-debian-13',
    cores: 1,
    memoryMiB: 1024,
    diskGiB: 8,
    ostype: 'l26',
    description: 'Debian 13',
  },
  {
    vmid: 9005,
    node: 'pve3',
    name: 'tmpl-ubuntu-2604',
    cores: 2,
    memoryMiB: 2048,
    diskGiB: 12,
    ostype: 'l26',
    description: 'Ubuntu 26.04',
  },
];

const foreignVms: readonly VmSeed[] = [
  {
    vmid: 100,
    node: 'pve1',
    name: 'dns1',
    running: true,
    agent: true,
    bridge: 'vmbr0',
    disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: 10 }],
    config: { cores: 1, memory: '1024', ostype: 'l26', tags: 'infrastructure' },
  },
  {
    vmid: 101,
    node: 'pve2',
    name: 'nas-backup',
    running: true,
    agent: true,
    bridge: 'vmbr0',
    disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: 200 }],
    config: { cores: 4, memory: '8192', ostype: 'l26', tags: 'infrastructure' },
  },
  {
    vmid: 102,
    node: 'pve3',
    name: 'print-old',
    agent: false,
    bridge: 'vmbr0',
    disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: 32 }],
    config: { cores: 2, memory: '4096', ostype: 'win10' },
  },
];

export interface DemoClusterOptions {
  readonly tokenSecret: string;
  readonly pveVersion?: string;
}

export function demoCluster(options: DemoClusterOptions): ClusterSeed {
  const pveVersion = options.pveVersion ?? defaultPveVersion;
  const acl = portalAcl(pveVersion, sharedStorage);
  return {
    name: 'demo',
    pveVersion,
    nodes: [1, 2, 3].map((n) => ({ name: `pve${n}`, ip: `10.10.0.${n}`, cores: 16, memoryBytes: 64 * gibibyte })),
    storages: [
      { id: sharedStorage, type: 'rbd', shared: true, content: ['images'], capacityBytes: 6 * 1024 * gibibyte },
      {
        id: 'local',
        type: 'dir',
        shared: false,
        content: ['iso', 'snippets', 'images'],
        capacityBytes: 256 * gibibyte,
      },
    ],
    pools: [{ id: demoPool, comment: 'Machines of the support portal' }],
    bridges: [{ name: 'vmbr0' }],
    vms: [...foreignVms, ...templates.map((shape) => portalTemplate(shape, sharedStorage))],
    users: [{ userId: 'portal@pve', acl }],
    tokens: [{ tokenId: demoTokenId, secret: options.tokenSecret, privilegeSeparation: true, acl }],
  };
}
