/**
 * How long things take in the simulated cluster, in milliseconds, and the three presets: what a small real cluster
 * shows (the default), what reads well in a demonstration, and what a test can afford.
 */

export interface SimulatorTiming {
  cloneFullMs: number;
  cloneLinkedMs: number;
  startMs: number;
  stopMs: number;
  shutdownMs: number;
  rebootMs: number;
  destroyMs: number;
  resizeMs: number;
  configMs: number;
  /** From the end of a start until the guest agent answers. */
  agentDelayMs: number;
  /** `/cluster/resources` is fed by broadcasts this old at most; 0 reads the live state. */
  resourcesLagMs: number;
  /** Every 401 is held back for this long. */
  authFailureDelayMs: number;
  /** How long a worker or a synchronous call waits for the lock file of a VM. */
  lockWaitMs: number;
  /**
   * From the answer with a UPID until the worker does its first check. Two clones that arrive within it both answer
   * 200 for one new id, as on the real thing.
   */
  workerForkMs?: number;
  /** How long a call for an unreachable node takes before its 595; an unknown node name takes twice as long. */
  offlineNodeDelayMs?: number;
  /** How long the proxy waits for a daemon that does not answer, before its 596. */
  proxyTimeoutMs?: number;
  /** How long an agent command waits for a guest agent that does not answer. */
  agentTimeoutMs?: number;
  migrateMs?: number;
  /** How long a console waits for somebody to connect. */
  consoleWaitMs?: number;
  snapshotMs?: number;
  rollbackMs?: number;
  deleteSnapshotMs?: number;
  /** How long the agent of a Windows guest answers with its old name on the first boot, … */
  guestSetupMs?: number;
  /** … and how long it is silent after that, for the reboot that takes its new name over. */
  guestRebootMs?: number;
}

export type CompleteTiming = Required<SimulatorTiming>;

/** Any of the times; undefined leaves one as it is. */
export type TimingOverrides = { readonly [Key in keyof SimulatorTiming]?: number | undefined };

export const defaultTiming: CompleteTiming = {
  cloneFullMs: 20_000,
  cloneLinkedMs: 3_000,
  startMs: 2_000,
  stopMs: 1_000,
  shutdownMs: 5_000,
  rebootMs: 5_000,
  destroyMs: 1_500,
  resizeMs: 500,
  configMs: 200,
  agentDelayMs: 10_000,
  resourcesLagMs: 10_000,
  authFailureDelayMs: 3_000,
  lockWaitMs: 10_000,
  workerForkMs: 30,
  offlineNodeDelayMs: 3_000,
  proxyTimeoutMs: 30_000,
  agentTimeoutMs: 3_000,
  migrateMs: 10_000,
  consoleWaitMs: 10_000,
  snapshotMs: 2_000,
  rollbackMs: 3_000,
  deleteSnapshotMs: 2_000,
  guestSetupMs: 30_000,
  guestRebootMs: 45_000,
};

export const demoTiming: CompleteTiming = {
  ...defaultTiming,
  cloneFullMs: 6_000,
  cloneLinkedMs: 2_500,
  startMs: 2_000,
  stopMs: 800,
  shutdownMs: 2_000,
  rebootMs: 3_000,
  destroyMs: 1_000,
  resizeMs: 400,
  agentDelayMs: 3_000,
  resourcesLagMs: 2_000,
  migrateMs: 3_000,
  snapshotMs: 800,
  rollbackMs: 1_200,
  deleteSnapshotMs: 800,
  guestSetupMs: 1_000,
  guestRebootMs: 2_000,
};

export const fastTiming: CompleteTiming = {
  cloneFullMs: 8,
  cloneLinkedMs: 5,
  startMs: 4,
  stopMs: 3,
  shutdownMs: 4,
  rebootMs: 4,
  destroyMs: 3,
  resizeMs: 2,
  configMs: 2,
  agentDelayMs: 4,
  resourcesLagMs: 0,
  authFailureDelayMs: 5,
  lockWaitMs: 250,
  workerForkMs: 2,
  offlineNodeDelayMs: 5,
  proxyTimeoutMs: 20,
  agentTimeoutMs: 5,
  migrateMs: 4,
  consoleWaitMs: 40,
  snapshotMs: 4,
  rollbackMs: 4,
  deleteSnapshotMs: 3,
  guestSetupMs: 6,
  guestRebootMs: 6,
};

/** Overrides laid over a base; keys that are present but undefined leave the base alone. */
export function mergeTiming(base: CompleteTiming, overrides: TimingOverrides): CompleteTiming {
  const defined = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(defined) };
}
