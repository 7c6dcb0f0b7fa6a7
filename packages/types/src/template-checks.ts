// The one list of what is checked of a template's source in PVE: everything that a clone has from it and the portal does not
// expect. `pnpm pve:check`, registering, publishing, the drift cycle and each clone run the same checks.
//
// A new check is: one entry here, its texts in packages/messages, one rule in template-check-rules.ts, a row in docs/operations.md.

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
}

export const templateChecks = {
  not_a_template: { severity: 'error', field: 'source.vmid' },
  disk_missing: { severity: 'error', field: 'source.disk' },
  disk_too_large: { severity: 'error', field: 'diskGiB.min' },
  cloud_init_drive_missing: { severity: 'error', field: 'source.cloudInit' },
  cloud_init_replaced: { severity: 'error', field: 'source.cloudInit' },
  agent_off: { severity: 'error', field: 'source.guestAgent' },
  network_card_missing: { severity: 'error', field: 'source.vmid' },
  passthrough: { severity: 'error', field: 'source.vmid' },
  not_bootable: { severity: 'error', field: 'source.vmid' },
  frozen: { severity: 'error', field: 'source.vmid' },
  vcpus_fixed: { severity: 'error', field: 'vcpus.min' },
  numa_nodes: { severity: 'error', field: 'memoryMiB.min' },
  protected: { severity: 'warning', field: 'source.vmid' },
  ballooning_minimum: { severity: 'warning', field: 'memoryMiB.min' },
  extra_disks: { severity: 'warning', field: 'source.disk' },
  installation_media: { severity: 'warning', field: 'source.vmid' },
  cloud_init_unused: { severity: 'warning', field: 'source.cloudInit' },
  several_network_cards: { severity: 'warning', field: 'source.vmid' },
  starts_with_node: { severity: 'warning', field: 'source.vmid' },
  hookscript: { severity: 'warning', field: 'source.vmid' },
  qemu_arguments: { severity: 'warning', field: 'source.vmid' },
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
