// Announcements as they are read outside a transaction.
import type { AnnouncementRow } from '../change.ts';

export interface AnnouncementReader {
  /** Those that are neither over nor withdrawn by then; what begins first comes first. */
  open(now: Date, limit: number): Promise<readonly AnnouncementRow[]>;
  /** Also one that is withdrawn. Null for an id that is none of an announcement. */
  byId(id: string): Promise<AnnouncementRow | null>;
}
