import { describe, expect, test } from 'vitest';
import { HypervisorError, hypervisorErrorCodes, isTransient } from '../hypervisor.ts';
import { whyItWaits } from './fault-words.ts';

const call = 'POST /nodes/pve1/qemu/9000/clone, status 595';

describe('what an owner reads while the cluster is in trouble', () => {
  const table = [
    [
      new HypervisorError('unreachable', 'No route to host', { maybeDone: false, quotes: true, call }),
      'The cluster, or one of its nodes, cannot be reached: No route to host. The portal goes on trying.',
    ],
    [
      new HypervisorError('locked', 'VM is locked (backup)', { maybeDone: false, quotes: true }),
      'Something else in the cluster holds a lock that this needs: VM is locked (backup). The portal goes on trying.',
    ],
    [
      new HypervisorError('circuit_open', 'The cluster failed too often lately', { maybeDone: false, call }),
      'The cluster failed too often lately. The portal goes on trying.',
    ],
    [
      new HypervisorError('unreachable', 'The VM is still being made.', { maybeDone: false }),
      'The VM is still being made.',
    ],
  ] as const;
  test.each(table)('%s', (error, words) => expect(whyItWaits(error)).toBe(words));

  test('of every fault that may pass: a sentence, with the cluster’s words and without the request', () => {
    for (const code of hypervisorErrorCodes) {
      const error = new HypervisorError(code, 'as it says', { maybeDone: false, quotes: true, call });
      if (!isTransient(error)) continue;
      expect(whyItWaits(error)).toMatch(/^[A-Z].*: as it says\. .*\.$/);
      expect(whyItWaits(error)).not.toContain('pve1');
    }
  });
});
