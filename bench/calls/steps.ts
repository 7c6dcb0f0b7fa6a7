/** The least that the steps from a request to a running VM ask of PVE, and what their tasks take by themselves. */
import type { SimulatorTiming } from '@portal/pve-simulator';

/** The portal's rules are part of the steps: before each change the VM's ownership tag is read, and only the end of a task counts. */
const leastCalls = {
  /** One look at the whole cluster. */
  place: 1,
  /** The id is confirmed. */
  reserve: 1,
  /** The template read before and after, asked for, and seen to be over. */
  clone: 4,
  /** Read, and written. */
  configure: 2,
  /** Read, asked for, and seen to be over. */
  resize: 3,
  start: 3,
  /** The agent is asked once. */
  address: 1,
} as const;

export const leastCallsOfOne = Object.values(leastCalls).reduce((total, calls) => total + calls, 0);

type Timing = Pick<
  Required<SimulatorTiming>,
  'cloneLinkedMs' | 'resizeMs' | 'startMs' | 'configMs' | 'workerForkMs' | 'agentDelayMs'
>;

/** Clone, resize and start with the forks of their workers, the change of the configuration between, and the guest's boot. */
export const ownTimeMs = (timing: Timing): number =>
  timing.cloneLinkedMs +
  timing.resizeMs +
  timing.startMs +
  3 * timing.workerForkMs +
  timing.configMs +
  timing.agentDelayMs;
