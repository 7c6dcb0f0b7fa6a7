// Limits and what counts in them, as they are read in a transaction and outside of one.
import type { HeldMeasure, LimitMeasure, LimitPreview, LimitReport, LimitSource } from '@portal/types';
import type { LimitRow } from '../change.ts';
import type { Deployment } from '../records.ts';

/** One row, as it holds for one person or one VM. */
export interface LimitRule {
  readonly measure: LimitMeasure;
  readonly source: Exclude<LimitSource, 'portal'>;
  /** Which template or cluster it is of. */
  readonly of?: LimitReport['of'] | null;
  readonly limit: number;
  /** When it ends by itself; absent or null where it does not. */
  readonly endsAt?: Date | null;
}

/** Who owns a VM, and the team that it counts in. */
export interface Owner {
  readonly userId: string;
  readonly teamId: string | null;
}

/** In what a VM counts, whoever's it is. */
export type Place = Pick<Deployment, 'templateId' | 'clusterId'>;

/** Without a place, no VM is asked about. */
export interface CountedIn extends Owner, Partial<Place> {}

/** Which VMs are counted. */
export type HolderRef =
  | { readonly kind: 'person' | 'team' | 'template' | 'cluster'; readonly id: string }
  | { readonly kind: 'everyone' };

export type HeldFigures = { readonly [Measure in HeldMeasure]?: number };

export interface LimitReader {
  /**
   * Those that hold for this person now, by their role and their team of this moment, and those of the team, the template and the cluster that the
   * VM counts in.
   */
  limitRules(about: CountedIn): Promise<readonly LimitRule[]>;
  /** Sums over deployments that are not `deleted`, without those of canaries; of these measures alone. */
  usage(holder: HolderRef, measures: readonly HeldMeasure[]): Promise<HeldFigures>;
}

/** With what the team, the person, the template or the cluster is called. */
export interface NamedLimit extends LimitRow {
  readonly name: string | null;
}

/** For whom, and of what: without an end there is one of these in force at most. */
export type LimitKey = Pick<
  LimitRow,
  'subject' | 'role' | 'teamId' | 'userId' | 'templateId' | 'clusterId' | 'measure' | 'together'
>;

/** In a transaction that holds the lock of the directory, where what it reads stays so. */
export interface LimitRows {
  /** Without those that were removed. */
  limit(id: string): Promise<LimitRow | null>;
  /** Of those without an end. */
  isLimited(key: LimitKey): Promise<boolean>;
}

/** For administrators. */
export interface LimitBook {
  /** Those that hold now: for everyone, roles, teams, people, templates, clusters. */
  limits(): Promise<readonly NamedLimit[]>;
  /** One that was removed, too: it is what its removal answers. */
  limit(id: string): Promise<NamedLimit | null>;
  /** Who holds more than that; a person to whom something of their own is granted is no matter of what is for others. */
  above(key: LimitKey & Pick<LimitRow, 'value'>, most: number): Promise<LimitPreview>;
}
