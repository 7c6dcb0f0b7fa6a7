/**
 * The laboratory that each recording was made in: one node, local storage, the VMs as they stood when it began, and
 * which of its exchanges the simulator does not play, each with the reason.
 */
import type { ClusterSeed, NewVm, SimulatorControl, SimulatorTiming } from '../../src/index.ts';
import type { Recording } from './recording.ts';

export const laboratorySecret = 'laboratory';

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

function guest(vmid: number, more: Partial<NewVm> = {}): NewVm {
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

function untagged(vm: NewVm): NewVm {
  const { tags: _tags, ...config } = vm.config ?? {};
  return { ...vm, config };
}

const template = guest(9000, { name: 'tmpl-debian', template: true });

function laboratory(vms: readonly NewVm[], withPve2: boolean): ClusterSeed {
  const userAcl = [
    { path: '/pool/students', privileges: portalPrivileges },
    { path: '/storage/local', privileges: ['Datastore.AllocateSpace', 'Datastore.Audit'] },
    { path: '/sdn/zones/localnetwork', privileges: ['SDN.Audit', 'SDN.Use'] },
  ];
  const names = withPve2 ? ['pve1', 'pve2'] : ['pve1'];
  return {
    name: 'laboratory',
    nodes: names.map((name) => ({ name, ip: '10.255.255.1', cores: 2, memoryBytes: 25_276_502_016 })),
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
    users: [{ userId: 'portal@pve', acl: userAcl }],
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
  /** Why an exchange is not played, or null. */
  skips(recording: Recording): string | null;
  /** How many exchanges it plays at least, so that a scene cannot silently skip itself away. */
  readonly atLeast: number;
}

/** Seen on the one machine that the recordings were made on, three times out of three, and explained by nothing. */
function isLockTrait({ request, response }: Recording): boolean {
  return request.path.includes('qmstop') && JSON.stringify(response.body).includes("can't lock file");
}

const unmodelled: readonly (readonly [RegExp, string])[] = [
  [/\/access\/(ticket|users|password)/, 'tickets and users are not modelled'],
  [/\/(snapshot|vncproxy|migrate|template)$/, 'left out until it is modelled'],
  [/\/agent\/(exec|get-)/, 'the portal asks the agent for addresses alone'],
  [/\/storage\/local\/content/, 'volumes are not listed'],
  [/\/cluster\/tasks$/, 'the list of a node is modelled'],
  [/\/pools$/, 'pools are set up by the administrator'],
];

function unmodelledReason({ request }: Recording): string | null {
  if (request.path.endsWith('?source=active')) return 'the active task was a console';
  if (request.auth.startsWith('ticket')) return 'tickets are not modelled';
  if (request.path.endsWith('/pools') && request.method === 'GET') return null;
  return unmodelled.find(([pattern]) => pattern.test(request.path.split('?')[0] ?? ''))?.[1] ?? null;
}

const nothing = async () => undefined;

export const scenes: readonly Scene[] = [
  {
    name: 'protocol-auth-and-validation',
    seed: laboratory([untagged(guest(9000, { name: 'tmpl-debian', running: true, config: { memory: '128' } }))], true),
    prepare: (control) => control.setNodeOnline('pve2', false),
    skips: (recording) =>
      /expired|disabled/.test(recording.note ?? '') ? 'users are not modelled' : unmodelledReason(recording),
    atLeast: 50,
  },
  {
    name: 'agent-power-and-clone',
    // Wide enough for the recorded race of two clones, which are sent one after the other here.
    timing: { workerForkMs: 100 },
    seed: laboratory([guest(9000, { name: 'ok.dotted.name', running: true })], false),
    prepare: nothing,
    skips: unmodelledReason,
    atLeast: 45,
  },
  {
    name: 'clone-races-abort-and-destroy',
    seed: laboratory([guest(102, { name: 'vm102b' }), guest(103, { running: true }), template], false),
    prepare: nothing,
    skips: unmodelledReason,
    atLeast: 40,
  },
  {
    name: 'no-quorum-and-offline-node',
    seed: laboratory([guest(102, { name: 'vm102b' }), guest(105), guest(106), template], true),
    prepare: async (control) => {
      await control.setNodeOnline('pve2', false);
      await control.setQuorum(false);
    },
    skips: (recording) =>
      recording.request.path.endsWith('/clone') && recording.response.reason.includes('no such cluster node')
        ? 'pve2 was in the hosts file but no member; here an offline member stands in for it'
        : unmodelledReason(recording),
    atLeast: 18,
  },
  {
    name: 'provision-start-stop-destroy',
    seed: laboratory([{ ...template, config: { ...template.config, tags: 'template' } }], false),
    prepare: nothing,
    skips: (recording) => (isLockTrait(recording) ? 'a trait of the recorded machine' : unmodelledReason(recording)),
    atLeast: 40,
  },
];
