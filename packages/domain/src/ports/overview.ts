// How teams and clusters fare, summed up by the database, and what clusters had on each day.
import type { CapacityDay, DayCreations, Overview, Role, TemplateCreations, Usage } from '@portal/types';

export interface OverviewQuestion {
  /** Of one team alone; absent for everybody. */
  readonly teamId?: string | null;
  readonly now: Date;
  /** Whose days are meant. */
  readonly timeZone: string;
}

export interface OverviewRecord {
  /** People who are let in, by team, role and what is granted to them; a team that has none counts none of no role. */
  readonly people: readonly {
    readonly teamId: string | null;
    readonly teamName: string | null;
    readonly role: Role | null;
    readonly granted: { readonly [Measure in keyof Usage]?: number | undefined };
    readonly count: number;
  }[];
  /** Those of canaries are nobody's. */
  readonly used: readonly (Usage & {
    readonly teamId: string | null;
    readonly clusterId: string;
    readonly isPersons: boolean;
  })[];
  readonly expiring: Overview['expiring'];
  readonly ended: Overview['ended'];
  readonly creations: Omit<Overview['creations'], 'byTemplate' | 'byDay'>;
  /** The most failures first. */
  readonly byTemplate: readonly TemplateCreations[];
  /** Those on which anything was created. */
  readonly byDay: readonly DayCreations[];
}

export interface OverviewReader {
  read(question: OverviewQuestion): Promise<OverviewRecord>;
}

export interface ClusterDay extends CapacityDay {
  readonly clusterId: string;
}

export interface CapacityDays {
  /** By cluster and day, the oldest first. */
  since(day: string): Promise<readonly ClusterDay[]>;
  /** Keeps the most that was in use on each day. */
  record(days: readonly ClusterDay[]): Promise<void>;
  /** Removes the days before. */
  forget(before: string): Promise<void>;
}
