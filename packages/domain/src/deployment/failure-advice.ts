// What to do about what failed, by its cause.
import type { Advice, HypervisorErrorCode } from '@portal/types';

const byCause: Partial<Record<HypervisorErrorCode, Advice['code']>> = {
  locked: 'advice_release_lock',
  protected: 'advice_unprotect',
  storage_full: 'advice_make_room',
  balloon_above_memory: 'advice_more_memory',
  forbidden: 'advice_grant_right',
  no_quorum: 'advice_mend_quorum',
  unreachable: 'advice_cluster_away',
};

/** Null where the cause is all there is to say. */
export const adviceOn = (code: HypervisorErrorCode): Advice | null => {
  const advice = byCause[code];
  return advice === undefined ? null : { code: advice, params: {} };
};

/** For a VM that could not be set up. */
export const setUpAdviceOn = (code: HypervisorErrorCode): Advice =>
  adviceOn(code) ?? { code: 'advice_set_up_anew', params: {} };
