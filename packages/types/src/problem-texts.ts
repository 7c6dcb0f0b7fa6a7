// The words of every problem, in one place: REST answers them, the portal shows them, docs/operations.md has them as
// headings. A title is the same for every problem of its code.
import {
  type DeletionObstacle,
  type ProblemCode,
  type ProblemParams,
  problemSchemas,
  type UnreadableReason,
} from './codes/problems.ts';

interface ProblemText<Params> {
  readonly title: string;
  readonly meaning: (params: Params) => string;
  /** What to do, and how the problem goes away. */
  readonly remedy: (params: Params) => string;
}

export interface ProblemWords {
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

const list = (items: readonly string[]): string => items.join(', ');
const at = (vmid: number, node: string | null): string => (node === null ? `VM ${vmid}` : `VM ${vmid} on node ${node}`);

const obstacles: Readonly<Record<DeletionObstacle, { readonly is: string; readonly remedy: string }>> = {
  protection: {
    is: 'its protection flag is set',
    remedy: 'Switch its protection off in Proxmox VE (Options, Protection), or extend the lease',
  },
  lock: { is: 'it is locked', remedy: 'Wait for the task that holds the lock, or remove a lock that was left behind' },
  high_availability: {
    is: 'high availability manages it',
    remedy: 'Remove it from high availability in Proxmox VE (Datacenter, HA)',
  },
  replication: {
    is: 'it has replication jobs',
    remedy: 'Remove its replication jobs in Proxmox VE (VM, Replication)',
  },
  snapshot: { is: 'a snapshot of it cannot be removed', remedy: 'Remove the snapshot in Proxmox VE' },
  refused: {
    is: 'Proxmox VE failed to do it; the VM’s activity has the reason',
    remedy: 'Mend what its last step names. The portal tries once an hour',
  },
};

const unreadable: Readonly<Record<UnreadableReason, { readonly is: string; readonly remedy: string }>> = {
  left_pool: {
    is: 'it is no longer in the portal’s pool',
    remedy: 'Put the VM back into the portal’s pool',
  },
  other_vm: {
    is: 'its id now belongs to another VM',
    remedy: 'Find out what became of the VM; settle it on the quarantine page',
  },
  forbidden: {
    is: 'the portal’s token has lost the right to',
    remedy: 'Give the token’s role back on the pool (docs/proxmox-setup.md)',
  },
};

type Texts = { readonly [Code in ProblemCode]: ProblemText<ProblemParams<Code>> };

export const problemTexts: Texts = {
  disks_left_behind: {
    title: 'Disks were left behind',
    meaning: ({ vmid, node, volumes }) =>
      `The configuration of ${at(vmid, node)} did not name these disks, and its destruction left them where they are: ${list(volumes)}.`,
    remedy: () =>
      'Find out whose they are: detached and kept, left by a snapshot, or of another cluster that shares the storage. What nobody needs is deleted in Proxmox VE (the storage’s content, or `pvesm free <volume>` on that node). Acknowledge the problem once they are dealt with.',
  },
  lock_left_behind: {
    title: 'A lock was left behind',
    meaning: ({ vmid, node, lock }) =>
      `${at(vmid, node)} bears the lock “${lock}”, and no task runs that would hold it. Proxmox VE refuses to change the VM until it is gone.`,
    remedy: ({ vmid, node }) =>
      `Make sure that no task of this VM is running, then run \`qm unlock ${vmid}\` on node ${node}. What waits for it goes on by itself.`,
  },
  lease_blocked: {
    title: 'A lease has ended, and the VM cannot be deleted',
    meaning: ({ vmid, node, obstacle }) => `${at(vmid, node)} is due for deletion, but ${obstacles[obstacle].is}.`,
    remedy: ({ obstacle }) => `${obstacles[obstacle].remedy}. The portal then deletes it by itself.`,
  },
  vm_unreadable: {
    title: 'A VM cannot be read',
    meaning: ({ vmid, node, reason }) =>
      `${at(vmid, node)} exists, but the portal cannot read it: ${unreadable[reason].is}.`,
    remedy: ({ reason }) => `${unreadable[reason].remedy}. The portal sees it again by itself.`,
  },
  task_warnings: {
    title: 'A task ended with warnings',
    meaning: ({ vmid, node, task, lines }) =>
      `The task ${task} of ${at(vmid, node)} was done, and warned: ${lines.join(' / ')}`,
    remedy: ({ upid }) =>
      `Read the task’s log in Proxmox VE (\`pvenode task log ${upid}\`), mend what it names, and acknowledge the problem.`,
  },
  template_check_failed: {
    title: 'A template does not pass its checks',
    meaning: ({ vmid, version, checks }) =>
      `The source of version ${version}, VM ${vmid}, does not pass: ${list(checks)}. VMs made from it would not be what is offered.`,
    remedy: () =>
      'Mend the template in Proxmox VE as docs/template-checks.md says for each check, or publish a version with another source. The problem goes away with the next check that passes.',
  },
  template_changed: {
    title: 'A template’s source was changed',
    meaning: ({ vmid, version, differences }) =>
      `VM ${vmid} is no longer what was registered as version ${version}: ${list(differences)}. It takes no requests until this is settled.`,
    remedy: () =>
      'If the change is wanted, publish a new version of the template; otherwise undo it in Proxmox VE. The problem then goes away by itself.',
  },
  untrusted_forwarder: {
    title: 'A proxy is not trusted',
    meaning: ({ address, process }) =>
      `${address} sends X-Forwarded-For to ${process}, which does not trust it: everybody behind it counts as one address.`,
    remedy: () =>
      'If it is your reverse proxy, set TRUSTED_PROXY_HOPS to the number of proxies in front of the portal and start it anew. Otherwise somebody is making headers up; the portal ignores them.',
  },
};

const unknownShape = {
  meaning: 'An earlier release of the portal recorded it, in a form that this one does not read.',
  remedy: 'Look it up in the audit trail, and acknowledge it.',
};

/** `params` as they were stored under this code. */
export const problemWords = <Code extends ProblemCode>(code: Code, params: unknown): ProblemWords => {
  const { title, meaning, remedy } = problemTexts[code];
  const read = problemSchemas[code].safeParse(params);
  return { title, ...(read.success ? { meaning: meaning(read.data), remedy: remedy(read.data) } : unknownShape) };
};
