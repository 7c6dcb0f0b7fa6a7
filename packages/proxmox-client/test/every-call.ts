// Every method of the port and of the inspector, with every optional part of its request once present and once absent.
// Total over both interfaces: a new method does not compile until it stands here.
import type { CloneRequest, ConfigureRequest, Hypervisor } from '@portal/domain';
import type { ClusterInspector } from '../src/index.ts';
import { sampleUpid } from './pve-answers.ts';
import { soon } from './soon.ts';

type Calls<T> = Readonly<Record<Exclude<keyof T, 'close'>, readonly ((adapter: T) => Promise<unknown>)[]>>;

const guest = { node: 'pve1', vmid: 5000 };
/** Longer than a form would bear unencoded, and with all that a form takes apart. */
export const awkwardText = 'portal=0198a2c0; Grüße & 100 % + mehr\nzweite=Zeile "und" \'Rest\'';
export const sshKeys = [
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA+/x= ada@example.com',
  'ssh-rsa AAAAB3NzaC1yc2E= Grüße (büro)!*~',
];

const clone: CloneRequest = {
  ...{ source: { node: 'pve3', vmid: 9004 }, vmid: 5000, name: 'lab-4711', description: awkwardText },
  ...{ pool: 'support-portal', target: null, full: null },
};
const plain: ConfigureRequest = { cores: 4, memoryMiB: 8192, balloonMiB: null, tags: [], cloudInit: null };
export const cloudInit = { user: 'ada', password: awkwardText, sshKeys, network: 'dhcp_dual_stack' } as const;
const digest = '07d11c84ac7d0ae15e45f15408e6dbd210c8c387';

export const portCalls: Calls<Hypervisor> = {
  version: [(pve) => pve.version(soon())],
  permissions: [(pve) => pve.permissions(soon())],
  nodeTime: [(pve) => pve.nodeTime('pve1', soon())],
  clusterStatus: [(pve) => pve.clusterStatus(soon())],
  observe: [(pve) => pve.observe(soon())],
  nextId: [(pve) => pve.nextId(soon())],
  isVmidFree: [(pve) => pve.isVmidFree(5000, soon())],
  guestStatus: [(pve) => pve.guestStatus(guest, soon())],
  guestConfig: [(pve) => pve.guestConfig(guest, soon())],
  guestInterfaces: [(pve) => pve.guestInterfaces(guest, soon())],
  guestHostName: [(pve) => pve.guestHostName(guest, soon())],
  guestFigures: [(pve) => pve.guestFigures(guest, 'hour', soon())],
  clone: [
    (pve) => pve.clone(clone, soon()),
    (pve) => pve.clone({ ...clone, target: 'pve2', full: { storage: 'ceph-vm' } }, soon()),
  ],
  configure: [
    (pve) => pve.configure(guest, plain, soon()),
    (pve) => pve.configure(guest, { ...plain, balloonMiB: 512 }, soon()),
    (pve) => pve.configure(guest, { ...plain, tags: ['portal', 'lab'], cloudInit }, soon()),
    (pve) => {
      const least = { user: null, password: null, sshKeys: [], network: 'as_template' } as const;
      return pve.configure(guest, { ...plain, cloudInit: least }, soon());
    },
  ],
  writeOwnershipTag: [
    (pve) => pve.writeOwnershipTag(guest, { description: awkwardText, tags: ['portal'], digest }, soon()),
    (pve) => pve.writeOwnershipTag(guest, { description: '', tags: [], digest: null }, soon()),
  ],
  resize: [(pve) => pve.resize(guest, 'scsi0', 20, soon())],
  setGuestPassword: [(pve) => pve.setGuestPassword(guest, { user: 'ada', password: awkwardText }, soon())],
  start: [(pve) => pve.start(guest, soon())],
  stop: [(pve) => pve.stop(guest, soon())],
  shutdown: [(pve) => pve.shutdown(guest, 60, soon())],
  reboot: [(pve) => pve.reboot(guest, 60, soon())],
  reset: [(pve) => pve.reset(guest, soon())],
  suspend: [(pve) => pve.suspend(guest, soon())],
  resume: [(pve) => pve.resume(guest, soon())],
  snapshots: [(pve) => pve.snapshots(guest, soon())],
  createSnapshot: [(pve) => pve.createSnapshot(guest, 'before-update', awkwardText, soon())],
  rollbackSnapshot: [
    (pve) => pve.rollbackSnapshot(guest, 'before-update', true, soon()),
    (pve) => pve.rollbackSnapshot(guest, 'before-update', false, soon()),
  ],
  deleteSnapshot: [
    (pve) => pve.deleteSnapshot(guest, 'before-update', false, soon()),
    (pve) => pve.deleteSnapshot(guest, 'before-update', true, soon()),
  ],
  leftDisks: [(pve) => pve.leftDisks(guest, { storage: 'ceph-vm', volumes: [] }, soon())],
  destroy: [(pve) => pve.destroy(guest, soon())],
  task: [(pve) => pve.task(sampleUpid, soon())],
  taskLog: [(pve) => pve.taskLog(sampleUpid, 2, soon())],
  taskLogAfter: [(pve) => pve.taskLogAfter(sampleUpid, { after: 1, limit: 2 }, soon())],
  tasks: [(pve) => pve.tasks({ ...guest, since: new Date(1_700_000_000_123) }, soon())],
};

export const inspectorCalls: Calls<ClusterInspector> = {
  version: [(pve) => pve.version(soon())],
  permissions: [(pve) => pve.permissions(soon())],
  pool: [(pve) => pve.pool('support-portal', soon()), (pve) => pve.pool('support/portal', soon())],
  nodes: [(pve) => pve.nodes(soon())],
  nodeTime: [(pve) => pve.nodeTime('pve1', soon())],
  storages: [(pve) => pve.storages('pve1', soon())],
  guests: [(pve) => pve.guests(soon())],
};
