/**
 * The laboratory that each recording was made in: one node, local storage, the VMs as they stood when it began. Every
 * exchange of every recording is played.
 */
import type { ClusterSeed, SimulatorControl, SimulatorTiming, VmSeed } from '../../src/index.ts';

export const laboratorySecret = 'laboratory';
export const laboratoryPassword = 'laboratory-password';

const portalPrivileges = [
  'Pool.Audit',
  'VM.Allocate',
  'VM.Audit',
  'VM.Clone',
  'VM.Config.CDROM',
  'VM.Config.CPU',
  'VM.Config.Cloudinit',
  'VM.Config.Disk',
  'VM.Config.HWType',
  'VM.Config.Memory',
  'VM.Config.Network',
  'VM.Config.Options',
  'VM.Console',
  'VM.GuestAgent.Audit',
  'VM.GuestAgent.Unrestricted',
  'VM.Migrate',
  'VM.PowerMgmt',
  'VM.Snapshot',
  'VM.Snapshot.Rollback',
];

const guestConfig = {
  cores: 1,
  memory: '160',
  tags: 'db;web',
  description: 'Grüße ✓ 100%\nzweite Zeile',
  ciuser: 'student',
  ipconfig0: 'ip=dhcp',
  serial0: 'socket',
};

function guest(vmid: number, more: Partial<VmSeed> = {}): VmSeed {
  return {
    vmid,
    node: 'pve1',
    name: `vm${vmid}`,
    pool: 'students',
    agent: true,
    bridge: 'vmbr0',
    cloudInitStorage: 'local',
    disks: [{ key: 'scsi0', storage: 'local', sizeGiB: 1 }],
    ...more,
    config: { ...guestConfig, ...more.config },
  };
}

function untagged(vm: VmSeed): VmSeed {
  const { tags: _tags, ...config } = vm.config ?? {};
  return { ...vm, config };
}

const template = guest(9000, { name: 'tmpl-debian', template: true });
const linkedDisk = 'local:9000/base-9000-disk-0.qcow2/102/vm-102-disk-0.qcow2,size=1G';

/** `pve2` stood in the hosts file of the laboratory and was no member of anything. */
function laboratory(...vms: readonly VmSeed[]): ClusterSeed {
  const userAcl = [
    { path: '/pool/students', privileges: portalPrivileges },
    { path: '/storage/local', privileges: ['Datastore.AllocateSpace', 'Datastore.Audit'] },
    { path: '/sdn/zones/localnetwork', privileges: ['SDN.Audit', 'SDN.Use'] },
  ];
  return {
    name: 'laboratory',
    nodes: [{ name: 'pve1', ip: '10.255.255.1', cores: 2, memoryBytes: 25_276_502_016 }],
    hosts: ['pve2'],
    storages: [
      {
        id: 'local',
        type: 'dir',
        shared: false,
        content: ['images', 'iso', 'snippets'],
        capacityBytes: 270_553_174_016,
      },
    ],
    pools: [{ id: 'students' }],
    bridges: [{ name: 'vmbr0' }],
    vms,
    users: [
      { userId: 'portal@pve', password: laboratoryPassword, acl: userAcl },
      { userId: 'root@pam', password: laboratoryPassword, acl: [] },
    ],
    tokens: [
      { tokenId: 'portal@pve!portal', secret: laboratorySecret, privilegeSeparation: false, acl: [] },
      { tokenId: 'portal@pve!sep', secret: laboratorySecret, acl: [] },
      { tokenId: 'root@pam!lab', secret: laboratorySecret, privilegeSeparation: false, acl: [] },
    ],
  };
}

export interface Scene {
  readonly name: string;
  readonly seed: ClusterSeed;
  readonly timing?: Partial<SimulatorTiming>;
  prepare(control: SimulatorControl): Promise<void>;
}

const nothing = async () => undefined;

export const scenes: readonly Scene[] = [
  {
    name: 'protocol-auth-and-validation',
    seed: laboratory(untagged(guest(9000, { name: 'tmpl-debian', running: true, config: { memory: '128' } }))),
    prepare: nothing,
  },
  {
    name: 'agent-power-and-clone',
    // Wide enough for the recorded race of two clones, which are sent one after the other here; and the console that
    // was asked for in between was still waiting when the tasks were listed.
    timing: { workerForkMs: 100, consoleWaitMs: 60_000 },
    seed: laboratory(guest(9000, { name: 'ok.dotted.name', running: true })),
    prepare: nothing,
  },
  {
    name: 'clone-races-abort-and-destroy',
    seed: laboratory(
      guest(102, { name: 'vm102b', config: { scsi0: linkedDisk } }),
      guest(103, { running: true }),
      template,
    ),
    prepare: nothing,
  },
  {
    name: 'no-quorum-and-offline-node',
    seed: laboratory(guest(102, { name: 'vm102b' }), guest(105), guest(106), template),
    prepare: (control) => control.setQuorum(false),
  },
  {
    name: 'provision-start-stop-destroy',
    seed: laboratory({ ...template, config: { ...template.config, tags: 'template' } }),
    prepare: nothing,
  },
  {
    name: 'hung-daemon',
    seed: laboratory(template),
    prepare: (control) => control.setDaemonHung(true),
  },
];
