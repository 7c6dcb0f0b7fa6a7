// A template as the database keeps it: its versions, whether it takes requests, and the canaries that tried it.
import type {
  AccessMethod,
  Bounds,
  CanaryHealth,
  CanaryOutcome,
  CanaryTrigger,
  CloudInitNetwork,
  FirstBoot,
  OfferState,
  ProvisionHistory,
  Requirements,
  TemplateCategory,
  TemplateIcon,
  TemplateSize,
  TemplateState,
  VerdictReason,
} from '@portal/types';

/** What a template makes. Containers of PVE would be the next one. */
export const guestKinds = ['vm'] as const;
export type GuestKind = (typeof guestKinds)[number];

/** An immutable published version of a template. */
export interface TemplateVersion {
  readonly templateId: string;
  readonly slug: string;
  readonly version: number;
  readonly clusterId: string;
  readonly guestKind: GuestKind;
  /** VMID of the PVE template. */
  readonly sourceVmid: number;
  /** PVE disk key that `diskGiB` is about, such as `scsi0`. */
  readonly disk: string;
  readonly cloneMode: 'linked' | 'full';
  readonly name: string;
  readonly category: TemplateCategory;
  readonly icon: TemplateIcon;
  readonly summary: string;
  readonly description: string;
  readonly operatingSystem: string;
  readonly included: readonly string[];
  readonly vcpus: Bounds;
  readonly memoryMiB: Bounds;
  readonly diskGiB: Bounds;
  readonly sizes: readonly TemplateSize[];
  readonly leaseMinHours: number;
  readonly leaseDefaultHours: number;
  readonly leaseMaxHours: number;
  /** How long a VM whose lease has ended is kept, stopped, before it is deleted; null until somebody extends or deletes it. */
  readonly graceHours: number | null;
  /** Whether a VM of it may stay without an end. */
  readonly noEnd: boolean;
  /** How long a VM that somebody deletes is kept, stopped, to be restored; 0 where it is destroyed at once. */
  readonly restoreHours: number;
  /** What a request for a VM has to say. */
  readonly requires: Requirements;
  readonly accessMethods: readonly AccessMethod[];
  readonly loginUser: string | null;
  readonly cloudInit: boolean;
  readonly guestAgent: boolean;
  readonly firstBoot: FirstBoot;
  readonly network: CloudInitNetwork;
  /**
   * The checks that its PVE template did not pass when it was published, with what they found (`checkKey`): what shows since then is
   * a change. Null where nobody had looked at the template by then, as with a file of offers.
   */
  readonly registeredChecks: readonly string[] | null;
}

export interface PublishedVersion extends TemplateVersion {
  readonly publishedAt: Date;
}

/** A template as it stands: its current version, whether it takes requests, and what is known of it. */
export interface TemplateOffer {
  readonly current: TemplateVersion;
  readonly status: TemplateStatus;
  /** Of the last 100 provisions in 90 days, whoever asked for them. */
  readonly history: ProvisionHistory | null;
  /** Null before the first canary. */
  readonly canary: CanaryStanding | null;
}

/** What the canaries of the last 30 days say. */
export interface CanaryStanding extends Omit<CanaryHealth, 'last'> {
  readonly last:
    | (Omit<NonNullable<CanaryHealth['last']>, 'reason' | 'cause'> & { readonly reason: VerdictReason | null })
    | null;
}

export interface TemplateStatus {
  readonly templateId: string;
  readonly state: TemplateState;
  /** Why it is deprecated or disabled; null while available. */
  readonly reason: OfferState | null;
  /** A canary enables again what a canary disabled, a check what a check disabled, and nothing else. */
  readonly setBy: 'admin' | 'canary' | 'check';
  readonly changedAt: Date;
}

/** One try of a template: from the request of its VM to the VM's deletion. */
export interface CanaryRun {
  readonly id: string;
  readonly templateId: string;
  readonly templateVersion: number;
  readonly trigger: CanaryTrigger;
  /** The VM that it made; null until it is asked for. */
  readonly deploymentId: string | null;
  readonly outcome: CanaryOutcome;
  readonly reason: VerdictReason | null;
  /** From its clone to ready. */
  readonly seconds: number | null;
  readonly startedAt: Date;
  /** When it was judged; its VM may still be on its way out. */
  readonly endedAt: Date | null;
}
