import { describe, expect, test } from 'vitest';
import { setUpAdviceOn } from '../deployment/failure-advice.ts';
import { HypervisorError, type HypervisorErrorCode, hypervisorErrorCodes, isTransient } from '../hypervisor.ts';
import { whyItFailed, whyItWaits } from './fault-words.ts';

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

describe('what an owner reads when something has failed for good', () => {
  const said = (code: HypervisorErrorCode, words: string): string =>
    whyItFailed(
      'Setting it up failed at clone',
      new HypervisorError(code, words, { maybeDone: false }),
      setUpAdviceOn(code),
    );

  test('a full storage is named as that, with advice that fits it', () => {
    expect(said('storage_full', 'copy failed: exit code 1')).toBe(
      'Setting it up failed at clone: The storage has no space left (copy failed: exit code 1). An administrator has to make room on the storage; until then it would fail again.',
    );
  });

  test('nobody is told to rebuild what would fail again', () => {
    for (const code of ['storage_full', 'balloon_above_memory', 'forbidden', 'locked', 'no_quorum'] as const) {
      expect(said(code, 'as it says.')).not.toContain('Rebuild');
    }
    expect(said('rejected', 'as it says.')).toContain('as it says. Rebuild it');
  });
});
