// Behind a proxy that is not trusted everybody counts as one address, and shares what is counted by address.
import type { Log } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { commitProblems, onPortal, raised, resolved } from './problems.ts';

interface ForwarderPorts {
  readonly unitOfWork: UnitOfWork;
  readonly log: Log;
  /** Which of the portal's processes it is, such as `web`: there is one problem for each of them. */
  readonly process: string;
  readonly trustedProxyHops: number;
}

type Alarm = (forwarder: string | null) => void;

/**
 * Told of every request: the address of a peer that sends `X-Forwarded-For` without being trusted, or null. The first one
 * is put on record, once in the life of the process; a process that trusts proxies begins by settling the problem.
 */
export const createForwarderAlarm = ({ unitOfWork, log, process, trustedProxyHops }: ForwarderPorts): Alarm => {
  let isTold = false;
  const commit = (write: Parameters<typeof commitProblems>[2][number]): void => {
    commitProblems(unitOfWork, 'edge', [write]).catch((error: unknown) => {
      isTold = false;
      log.error('whether a proxy is trusted could not be put on record', { error });
    });
  };
  if (trustedProxyHops > 0) commit(resolved('untrusted_forwarder', onPortal(process)));
  return (address) => {
    if (address === null || isTold) return;
    isTold = true;
    log.warn('X-Forwarded-For comes from a peer that is not trusted; TRUSTED_PROXY_HOPS is 0', { address });
    commit(raised('untrusted_forwarder', onPortal(process), { address, process }));
  };
};
