// For whom a limit is, by one id: as its view, its place in the audit trail and its preview have it.
import type { LimitRow } from './change.ts';

/** Null for everyone. */
export const subjectIdOf = ({
  role,
  teamId,
  userId,
  templateId,
  clusterId,
}: Pick<LimitRow, 'role' | 'teamId' | 'userId' | 'templateId' | 'clusterId'>): string | null =>
  role ?? teamId ?? userId ?? templateId ?? clusterId;
