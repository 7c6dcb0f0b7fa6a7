// Which snapshots hold a state of the disks, and so count against the limit: what failed holds nothing.
import type { Snapshot } from '@portal/types';

export const heldSnapshots = (items: readonly Snapshot[]): readonly Snapshot[] =>
  items.filter(({ status }) => status !== 'failed');
