// What people have named of the list.
import type { SavedView } from '@portal/types';

export interface SavedViewReader {
  /** By name. */
  ofPerson(userId: string): Promise<readonly SavedView[]>;
}
