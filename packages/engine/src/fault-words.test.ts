import { answered, HypervisorError, hypervisorErrorCodes, setUpAdviceOn } from '@portal/domain';
import { describe, expect, test } from 'vitest';
import { whyItFailed, whyItWaits } from './fault-words.ts';
import { GuestLockedError } from './guest-lock.ts';

const call = 'POST /nodes/pve1/qemu/9000/clone, status 595';

describe('what an owner is told while the cluster is in trouble', () => {
  test.each(hypervisorErrorCodes)(
    '%s: the cluster’s own words are kept as such, and the request is not told',
    (code) => {
      const error = new HypervisorError(code, 'as it says', { maybeDone: false, quotes: true, call });
      expect(whyItWaits(error)).toEqual({ code: 'retrying', params: { cause: answered(code, 'as it says') } });
    },
  );

  test('what the portal says for its own log is told to nobody', () => {
    const error = new HypervisorError('circuit_open', 'failed too often', { maybeDone: false, call });
    expect(whyItWaits(error)).toMatchObject({ params: { cause: { params: { pveMessage: null } } } });
  });

  test.each([
    ['running', 'retrying'],
    ['unknown', 'retrying'],
    ['leftover', 'waiting_for_release'],
  ] as const)('a lock that is %s: %s', (holder, code) => {
    const ref = { node: 'pve1', vmid: 5000 };
    const error = new GuestLockedError({ lock: 'snapshot-delete', holder, ours: true, ref });
    const cause = {
      code: 'vm_locked',
      params: { work: 'snapshot_delete', lock: 'snapshot-delete', holder, ours: true },
    };
    expect(whyItWaits(error)).toEqual({ code, params: { cause } });
  });
});

describe('what an owner is told when something has failed for good', () => {
  test('a full storage is named as that, with advice that fits it', () => {
    const error = new HypervisorError('storage_full', 'copy failed: exit code 1', { maybeDone: false, quotes: true });
    expect(whyItFailed('snapshot', error)).toEqual({
      code: 'operation_failed',
      params: { operation: 'snapshot', cause: error.reason, advice: { code: 'advice_make_room', params: {} } },
    });
  });

  test('nobody is told to rebuild what would fail again', () => {
    for (const code of ['storage_full', 'balloon_above_memory', 'forbidden', 'locked', 'no_quorum'] as const) {
      expect(setUpAdviceOn(code).code).not.toBe('advice_set_up_anew');
    }
    expect(setUpAdviceOn('rejected').code).toBe('advice_set_up_anew');
  });
});
