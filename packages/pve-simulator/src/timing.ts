/** How long things take in the simulated cluster, in milliseconds. */
import { z } from 'zod';

/** What a small real cluster shows (the default), what reads well in a demonstration, and what a test can afford. */
const times = {
  cloneFullMs: [20_000, 6_000, 8],
  cloneLinkedMs: [3_000, 2_500, 5],
  startMs: [2_000, 2_000, 4],
  stopMs: [1_000, 800, 3],
  shutdownMs: [5_000, 2_000, 4],
  rebootMs: [5_000, 3_000, 4],
  destroyMs: [1_500, 1_000, 3],
  resizeMs: [500, 400, 2],
  configMs: [200, 200, 2],
  migrateMs: [10_000, 3_000, 4],
  snapshotMs: [2_000, 800, 4],
  rollbackMs: [3_000, 1_200, 4],
  deleteSnapshotMs: [2_000, 800, 3],
  /** How long a console waits for somebody to connect. */
  consoleWaitMs: [10_000, 10_000, 5_000],
  /** From the end of a start until the guest agent answers. */
  agentDelayMs: [10_000, 3_000, 4],
  /** How long an agent command waits for a guest agent that does not answer. */
  agentTimeoutMs: [3_000, 3_000, 5],
  /** How long the agent of a Windows guest answers with its old name on the first boot, … */
  guestSetupMs: [30_000, 1_000, 6],
  /** … and how long it is silent after that, for the reboot that takes its new name over. */
  guestRebootMs: [45_000, 2_000, 6],
  /** `/cluster/resources` is fed by broadcasts this old at most; 0 reads the live state. */
  resourcesLagMs: [10_000, 2_000, 0],
  /** Every 401 is held back for this long. */
  authFailureDelayMs: [3_000, 3_000, 5],
  /** How long a worker or a synchronous call waits for the lock file of a VM. */
  lockWaitMs: [10_000, 10_000, 250],
  /**
   * From the answer with a UPID until the worker does its first check. Two clones that arrive within it both answer
   * 200 for one new id, as on the real thing.
   */
  workerForkMs: [30, 30, 2],
  /** How long a call for an unreachable node takes before its 595; an unknown node name takes twice as long. */
  offlineNodeDelayMs: [3_000, 3_000, 5],
  /** How long the proxy waits for a daemon that does not answer, before its 596. */
  proxyTimeoutMs: [30_000, 30_000, 20],
} as const satisfies Record<string, readonly [real: number, demo: number, test: number]>;

type Time = keyof typeof times;
export type SimulatorTiming = Readonly<Record<Time, number>>;

function each<Value>(of: (time: (typeof times)[Time]) => Value): Record<Time, Value> {
  return Object.fromEntries(Object.entries(times).map(([name, time]) => [name, of(time)])) as Record<Time, Value>;
}

export const defaultTiming: SimulatorTiming = each(([real]) => real);
export const demoTiming: SimulatorTiming = each(([, demo]) => demo);
export const fastTiming: SimulatorTiming = each(([, , test]) => test);

/** Any of the times; undefined leaves one as it is. */
export const timingOverridesSchema = z.strictObject(each(() => z.number().nonnegative().optional()));
export type TimingOverrides = z.infer<typeof timingOverridesSchema>;

/** Overrides laid over a base; keys that are present but undefined leave the base alone. */
export function mergeTiming(base: SimulatorTiming, overrides: TimingOverrides): SimulatorTiming {
  const defined = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(defined) };
}
