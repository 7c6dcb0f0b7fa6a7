// A call that this process itself gave up (it stops, its job has had its time, its work is somebody else's by now) says
// nothing about the cluster. For the engine it ends as its signal says and is no fault, so that nobody writes it down as
// one: what stands in the rows is where the next run goes on.
import { aroundCalls, type Hypervisor, type Hypervisors } from '@portal/domain';

const heeding = (hypervisor: Hypervisor): Hypervisor =>
  aroundCalls(hypervisor, async (call, args) => {
    try {
      return await call();
    } catch (error) {
      const signal = args.at(-1);
      if (signal instanceof AbortSignal) signal.throwIfAborted();
      throw error;
    }
  });

export const heedAborts = (hypervisors: Hypervisors): Hypervisors => ({
  of: (clusterId) => heeding(hypervisors.of(clusterId)),
  whyUnusable: (clusterId) => hypervisors.whyUnusable?.(clusterId) ?? null,
});
