// The one list of what is checked of a template's source in PVE: everything that a clone has from it and the portal does not
// expect. `pnpm pve:check`, registering, publishing, the drift cycle and each clone run the same checks.
//
// A new check is: one entry here, one rule in template-check-rules.ts, a row in docs/operations.md.

/** `error`: VMs cannot be made from it, or are not what is offered. `warning`: they can, with the consequence named. */
export type CheckSeverity = 'error' | 'warning';

/** What a text may name; `found` is what the check met, such as keys of disks or a size. */
export interface CheckParams {
  readonly vmid: number;
  readonly disk: string;
  readonly found: string;
}

interface TemplateCheck {
  readonly severity: CheckSeverity;
  /** The field of the definition that it is about. */
  readonly field: string;
  /** What is so, after "The PVE template". */
  readonly finding: (params: CheckParams) => string;
  /** What it does to VMs. */
  readonly consequence: string;
  readonly remedy: (params: CheckParams) => string;
}

const off =
  (option: string) =>
  ({ vmid }: CheckParams): string =>
    `qm set ${vmid} --delete ${option}`;

export const templateChecks = {
  not_a_template: {
    severity: 'error',
    field: 'source.vmid',
    finding: () => 'is a VM, not a template',
    consequence: 'Linked clones of it are refused, and it may change while it is cloned.',
    remedy: ({ vmid }) => `Convert it: qm template ${vmid}`,
  },
  disk_missing: {
    severity: 'error',
    field: 'source.disk',
    finding: ({ disk, found }) => `has no disk ${disk}, only ${found === '' ? 'none' : found}`,
    consequence: 'The disk of a VM could not be given the size that was asked for.',
    remedy: () => 'Name its system disk in the template of the portal.',
  },
  disk_too_large: {
    severity: 'error',
    field: 'diskGiB.min',
    finding: ({ disk, found }) => `has ${found} GiB on ${disk}, more than the smallest size offered`,
    consequence: 'A disk only grows, so VMs would be larger than was asked for.',
    remedy: ({ found }) => `Begin the sizes at ${found} GiB or more.`,
  },
  cloud_init_drive_missing: {
    severity: 'error',
    field: 'source.cloudInit',
    finding: () => 'has no cloud-init drive',
    consequence: 'PVE takes user, keys and network, and nothing of them reaches the guest.',
    remedy: ({ vmid }) => `Add one (qm set ${vmid} --ide2 <storage>:cloudinit), or leave cloud-init off.`,
  },
  cloud_init_replaced: {
    severity: 'error',
    field: 'source.cloudInit',
    finding: ({ found }) => `replaces what cloud-init is given (cicustom: ${found})`,
    consequence: 'The user, keys and password of the portal do not reach the guest.',
    remedy: off('cicustom'),
  },
  agent_off: {
    severity: 'error',
    field: 'source.guestAgent',
    finding: () => 'has the guest agent switched off in its options',
    consequence: 'No address would ever be known.',
    remedy: ({ vmid }) => `Switch it on (qm set ${vmid} --agent 1, and qemu-guest-agent inside), or leave it out here.`,
  },
  network_card_missing: {
    severity: 'error',
    field: 'source.vmid',
    finding: () => 'has no network card',
    consequence: 'Nobody reaches the VM.',
    remedy: ({ vmid }) => `qm set ${vmid} --net0 virtio,bridge=<bridge>`,
  },
  passthrough: {
    severity: 'error',
    field: 'source.vmid',
    finding: ({ found }) => `passes devices of the host through (${found})`,
    consequence: 'Two VMs cannot use one device, and PVE keeps a VM with it on its node.',
    remedy: ({ vmid, found }) => `qm set ${vmid} --delete ${found.replaceAll(' ', '')}`,
  },
  not_bootable: {
    severity: 'error',
    field: 'source.vmid',
    finding: ({ disk, found }) => `does not boot from ${disk} (boot order: ${found === '' ? 'nothing' : found})`,
    consequence: 'The guest does not come up.',
    remedy: ({ vmid, disk }) => `qm set ${vmid} --boot order=${disk}`,
  },
  frozen: {
    severity: 'error',
    field: 'source.vmid',
    finding: () => 'freezes its CPU at the start (freeze)',
    consequence: 'The guest does not come up.',
    remedy: off('freeze'),
  },
  vcpus_fixed: {
    severity: 'error',
    field: 'vcpus.min',
    finding: ({ found }) => `fixes the plugged-in CPUs (vcpus: ${found})`,
    consequence: 'VMs have that many, whatever was asked for, and do not start with fewer.',
    remedy: off('vcpus'),
  },
  numa_nodes: {
    severity: 'error',
    field: 'memoryMiB.min',
    finding: ({ found }) => `divides its memory among NUMA nodes (${found})`,
    consequence: 'PVE does not start a VM whose memory has another size than the nodes together.',
    remedy: ({ vmid, found }) => `qm set ${vmid} --delete ${found.replaceAll(' ', '')}`,
  },
  protected: {
    severity: 'warning',
    field: 'source.vmid',
    finding: () => 'is protected against removal',
    consequence:
      'Its clones are too. The portal takes the protection off when it sets a VM up; one whose making stops before that cannot be deleted.',
    remedy: ({ vmid }) => `qm set ${vmid} --protection 0`,
  },
  ballooning_minimum: {
    severity: 'warning',
    field: 'memoryMiB.min',
    finding: ({ found }) => `reserves at least ${found} MiB for ballooning, more than the smallest memory offered`,
    consequence: 'The portal lowers it to the memory of each VM: small ones do not balloon.',
    remedy: ({ vmid, found }) => `Begin the memory at ${found} MiB, or lower it: qm set ${vmid} --balloon <MiB>`,
  },
  extra_disks: {
    severity: 'warning',
    field: 'source.disk',
    finding: ({ found }) => `has more disks (${found})`,
    consequence: 'Each VM gets a copy that neither its size nor anybody’s limit counts.',
    remedy: () => 'Take them off where VMs do not need them.',
  },
  installation_media: {
    severity: 'warning',
    field: 'source.vmid',
    finding: ({ found }) => `has CD images in its drives (${found})`,
    consequence: 'VMs need the image as long as they live, and stay on nodes that have it.',
    remedy: ({ vmid, found }) => `Eject them, such as: qm set ${vmid} --${found.split(',')[0]} none,media=cdrom`,
  },
  cloud_init_unused: {
    severity: 'warning',
    field: 'source.cloudInit',
    finding: () => 'has a cloud-init drive that the offer does not use',
    consequence: 'Every VM gets the user, keys and password that stand in the template.',
    remedy: ({ vmid }) => `Switch cloud-init on here, or remove the drive: qm set ${vmid} --delete ide2`,
  },
  several_network_cards: {
    severity: 'warning',
    field: 'source.vmid',
    finding: ({ found }) => `has ${found} network cards`,
    consequence: 'Cloud-init is told about the first one alone; the others are as the template has them.',
    remedy: () => 'Take off what VMs do not need.',
  },
  starts_with_node: {
    severity: 'warning',
    field: 'source.vmid',
    finding: () => 'starts whenever its node does (onboot)',
    consequence: 'So do its VMs, also those that were stopped or whose lease has ended.',
    remedy: ({ vmid }) => `qm set ${vmid} --onboot 0`,
  },
  hookscript: {
    severity: 'warning',
    field: 'source.vmid',
    finding: ({ found }) => `runs a script on its node (hookscript: ${found})`,
    consequence: 'So does each VM, at each start and stop; where the script is missing, it does not start.',
    remedy: off('hookscript'),
  },
  qemu_arguments: {
    severity: 'warning',
    field: 'source.vmid',
    finding: () => 'gives QEMU arguments of its own (args)',
    consequence: 'So does each VM: what names a file, a port or a device clashes with the next one.',
    remedy: off('args'),
  },
} as const satisfies Readonly<Record<string, TemplateCheck>>;

export type TemplateCheckCode = keyof typeof templateChecks;

const isCode = (code: string): code is TemplateCheckCode => code in templateChecks;
export const templateCheckCodes: readonly TemplateCheckCode[] = Object.keys(templateChecks).filter(isCode);

/** One check that a template does not pass. */
export interface FailedCheck {
  readonly code: TemplateCheckCode;
  readonly params: CheckParams;
}

export const isError = ({ code }: FailedCheck): boolean => templateChecks[code].severity === 'error';

/** What is so and what follows from it, in sentences. */
export const checkFinding = ({ code, params }: FailedCheck): string => {
  const check: TemplateCheck = templateChecks[code];
  return `${check.finding(params)}. ${check.consequence}`;
};

export const checkRemedy = ({ code, params }: FailedCheck): string => {
  const check: TemplateCheck = templateChecks[code];
  return check.remedy(params);
};
