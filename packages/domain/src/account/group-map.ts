// What the groups of the organisation's sign-in mean here. Whoever is in none of them is not let in.
import type { Role } from '@portal/types';

export interface GroupRights {
  readonly role: Role;
  /** Of the roles that administrators made, one that narrows it, by name. */
  readonly customRole?: string | undefined;
  /** By name; absent where the group says nothing about it. */
  readonly team?: string | undefined;
}

/** By the group as the provider writes it. */
export type GroupMap = Readonly<Record<string, GroupRights>>;

export interface MappedRights {
  readonly role: Role;
  readonly customRole: string | null;
  readonly team: string | null;
}

/** Who is in several groups has the role that may do most; the auditor's comes last but one, for it takes nothing in hand. */
export const roleRank = { admin: 0, lead: 1, template_admin: 2, auditor: 3, support: 4 } as const satisfies Record<
  Role,
  number
>;

/** A role comes before what narrows it. */
const rankOf = ({ role, customRole }: GroupRights): number => roleRank[role] + (customRole === undefined ? 0 : 0.5);

/** The team is that of the highest group that names one; among equals the map's order decides. Null for none of its groups. */
export const rightsOfGroups = (groups: readonly string[], map: GroupMap): MappedRights | null => {
  const named = new Set(groups);
  const fitting = Object.entries(map)
    .flatMap(([group, rights]) => (named.has(group) ? [rights] : []))
    .toSorted((one, other) => rankOf(one) - rankOf(other));
  const [highest] = fitting;
  if (highest === undefined) return null;
  const { role, customRole = null } = highest;
  return { role, customRole, team: fitting.find(({ team }) => team !== undefined)?.team ?? null };
};
