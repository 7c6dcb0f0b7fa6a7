// One action on several VMs: on which it can be asked for, and asking for it, a few at a time.
import type { Deployment } from '@portal/types';
import { hoursLeftToAdd } from '../actions/extend-options.ts';

export const bulkActions = ['start', 'stop', 'extend', 'restore', 'delete'] as const;
export type BulkAction = (typeof bulkActions)[number];

interface Wish {
  readonly action: BulkAction;
  /** Of an extension. */
  readonly hours: number;
}

/** Why it would be refused, in the server's words, how many hours can be added at most, or that there is no end to move; null where it can be asked for. */
export const obstacleTo = (
  { action, hours }: Wish,
  vm: Deployment,
  now: number,
): { readonly reason: string } | { readonly mostHours: number } | 'noEnd' | null => {
  const { allowed, reason } = vm.actions[action];
  if (!allowed) return { reason: reason ?? '' };
  if (action !== 'extend') return null;
  if (vm.expiresAt === null) return 'noEnd';
  const mostHours = hoursLeftToAdd(vm, now);
  return hours > mostHours ? { mostHours } : null;
};

/** Works on all of them, so many at once. */
export const eachOf = async <Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};
