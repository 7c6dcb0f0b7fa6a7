// Nothing is asked of a cluster before its release was read and found fit. It is read once, at start or as soon as the
// cluster answers; while it is unfit or unknown, each call is refused with the reason, and the next one looks again.
import { HypervisorError, type Log } from '@portal/domain';
import { checkRelease } from '@portal/proxmox-client';
import type { Fault, Reason } from '@portal/types';

export interface ReleaseGate {
  /** Rejects with `HypervisorError` while the cluster does not answer, or is not fit. */
  readonly admit: () => Promise<void>;
  /** Why its release keeps it from being used; null while it does not, or is not known. */
  readonly unfit: () => Reason | null;
}

export const createReleaseGate = (readVersion: () => Promise<string>, cluster: string, log: Log): ReleaseGate => {
  let unfit: Fault | null = null;
  const check = async (): Promise<void> => {
    const version = await readVersion();
    const verdict = checkRelease(version);
    if (!verdict.supported) {
      unfit = { code: 'release_unfit', params: { cluster, version } };
      throw new HypervisorError('unreachable', verdict.reason, { maybeDone: false, reason: unfit });
    }
    unfit = null;
    if (verdict.warning === null) log.info('cluster admitted', { cluster, version });
    else log.warn(verdict.warning, { cluster, version });
  };

  let admitted: Promise<void> | null = null;
  const admit = (): Promise<void> => {
    admitted ??= check().catch((error: unknown) => {
      admitted = null;
      throw error;
    });
    return admitted;
  };

  return { admit, unfit: () => unfit };
};
