// A call for a node that hangs takes most of a minute to end. A cycle asks for many VMs of a node, and what it saw of the
// others has to be told: the first such end speaks for the whole node until the cycle is over.
import { aroundCalls, type GuestRef, HypervisorError } from '@portal/domain';

const isGuestRef = (value: unknown): value is GuestRef =>
  typeof value === 'object' && value !== null && 'node' in value && 'vmid' in value;

export const askingSilentNodesOnce = <Port extends object>(port: Port): Port => {
  const silent = new Map<string, HypervisorError>();
  return aroundCalls(port, async (call, [ref]) => {
    if (!isGuestRef(ref)) return call();
    const silence = silent.get(ref.node);
    if (silence !== undefined) throw silence;
    try {
      return await call();
    } catch (error) {
      if (error instanceof HypervisorError && error.code === 'deadline') silent.set(ref.node, error);
      throw error;
    }
  });
};
