// A call for a node that hangs takes most of a minute to end. A cycle asks for many VMs of a node, and what it saw of the
// others has to be told: the first such end speaks for the whole node until the cycle is over.
import { type GuestRef, HypervisorError } from '../hypervisor.ts';

const isGuestRef = (value: unknown): value is GuestRef =>
  typeof value === 'object' && value !== null && 'node' in value && 'vmid' in value;

/** `port`: the hypervisor, or as much of it as is asked. */
export const askingSilentNodesOnce = <Port extends object>(port: Port): Port => {
  const silent = new Map<string, HypervisorError>();
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: readonly unknown[]) => {
        const [ref] = args;
        if (!isGuestRef(ref)) return Reflect.apply(method, target, args);
        const silence = silent.get(ref.node);
        if (silence !== undefined) throw silence;
        try {
          return await Reflect.apply(method, target, args);
        } catch (error) {
          if (error instanceof HypervisorError && error.code === 'deadline') silent.set(ref.node, error);
          throw error;
        }
      };
    },
  });
};
