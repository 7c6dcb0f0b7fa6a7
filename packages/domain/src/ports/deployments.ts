// Deployments as they are read outside a transaction, each with the names around it.
import type {
  CountDeployments,
  ListDeployments,
  OpenHandover,
  ProvisionHistory,
  Share,
  Total,
  UsualStep,
} from '@portal/types';
import type { Visibility } from '../principal.ts';
import type {
  Cluster,
  Deployment,
  DeploymentHandover,
  DeploymentShare,
  DeploymentSnapshot,
  DeploymentStep,
  GuestAccess,
  OpenOperationRecord,
  OperationHead,
  OperationRecord,
} from '../records.ts';
import type { TemplateStatus, TemplateVersion } from '../template-records.ts';
import type { MissingPrivileges } from '../token-rights.ts';

/** A deployment with the names around it, before it is cut to what its reader may see. */
export interface DeploymentDetail {
  readonly deployment: Deployment;
  readonly template: TemplateVersion;
  /** As its template stands, whatever the version that this was made from. */
  readonly templateStatus: Pick<TemplateStatus, 'state' | 'reason'>;
  /** The cluster was seen whole, and without the PVE template of that version. */
  readonly sourceMissing: boolean;
  readonly cluster: Cluster;
  readonly owner: { readonly id: string; readonly name: string; readonly email: string };
  readonly team: { readonly id: string; readonly name: string } | null;
  /** The open one; null while nothing is being done with it. */
  readonly operation: OpenOperationRecord | null;
  readonly queuePosition: number | null;
  /** How long its template took lately; null without history. */
  readonly history: ProvisionHistory | null;
  readonly clusterUnreachableSince: Date | null;
  /** By feature, what the portal’s token lacks on its cluster; null where that is not known. */
  readonly missingPrivileges: MissingPrivileges | null;
  readonly hasPassword: boolean;
}

/** What a list is narrowed by. */
export interface DeploymentSelection extends Omit<CountDeployments, 'expiresWithinHours' | 'needs'> {
  /** The lease ends by then. */
  readonly expiresBy?: Date | undefined;
  /** What waits for whoever asks: a lease of theirs that ends by then, and what failed, of theirs or of anybody. */
  readonly needs?: { readonly now: Date; readonly endsBy: Date; readonly ofAnybody: boolean } | undefined;
  /** Who asks: what `owner` means where it says `me`, `team` or `shared`; null where nobody in particular does. */
  readonly asker: null | {
    readonly userId: string;
    readonly teamId: string | null;
    /** Ids of the deployments that are shared with them. */
    readonly shared: readonly string[];
  };
  /** Whether the free text is looked for among the VMIDs too: they are for those who administer the cluster. */
  readonly findsVmids: boolean;
}

export interface DeploymentFilter extends DeploymentSelection, Pick<ListDeployments, 'sort' | 'cursor'> {
  readonly limit: number;
}

export interface DeploymentReader {
  /** Null when missing or outside the visibility: the caller cannot tell which. An id that is no UUID is missing. */
  byId(id: string, visibility: Visibility): Promise<DeploymentDetail | null>;
  list(
    filter: DeploymentFilter,
    visibility: Visibility,
  ): Promise<{ readonly items: readonly DeploymentDetail[]; readonly nextCursor: string | null }>;
  count(selection: DeploymentSelection, visibility: Visibility): Promise<Total>;
  steps(deploymentId: string): Promise<readonly DeploymentStep[]>;
  /** Newest first, each with its steps. */
  operations(
    deploymentId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<{ readonly items: readonly OperationRecord[]; readonly nextCursor: string | null }>;
  /** What the steps of VMs of that template took lately, those alone that came to a good end; may be a minute old. */
  usualSteps(templateId: string): Promise<readonly UsualStep[]>;
  /** The open one, or else the last that has ended. */
  latestOperation(deploymentId: string): Promise<OperationHead | null>;
  /** Null for an id that is none of an operation. */
  operation(id: string): Promise<OperationRecord | null>;
  snapshots(deploymentId: string): Promise<readonly DeploymentSnapshot[]>;
  /** Oldest first. */
  shares(deploymentId: string): Promise<readonly ShareDetail[]>;
  /** The one that is open by then. */
  handover(deploymentId: string, now: Date): Promise<HandoverDetail | null>;
  /** What is offered to that person by then; what ends first comes first. */
  offeredTo(userId: string, now: Date, limit: number): Promise<readonly OfferedDeployment[]>;
  guestAccess(deploymentId: string): Promise<GuestAccess | null>;
}

/** What is offered, with the people around it. */
export interface HandoverDetail {
  readonly row: DeploymentHandover;
  readonly to: OpenHandover['to'];
  readonly offeredBy: OpenHandover['offeredBy'];
}

export interface OfferedDeployment {
  readonly detail: DeploymentDetail;
  readonly handover: HandoverDetail;
}

/** A share with the name of whom it is with. */
export interface ShareDetail extends Pick<DeploymentShare, 'id' | 'level' | 'createdAt'> {
  readonly with: Share['with'];
}
