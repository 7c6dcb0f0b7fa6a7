// The adapter against the simulator over HTTP, with a wait that costs a test nothing and a log that it can read.
import type { Clock, Hypervisor, TaskState } from '@portal/domain';
import { demoCluster, demoPool, demoTokenId, fastTiming, type Simulator, startSimulator } from '@portal/pve-simulator';
import { createProxmoxHypervisor, type Limits } from '../src/index.ts';
import { createRecordingLog, type LogLine } from './recording-log.ts';
import { soon } from './soon.ts';

const tokenSecret = '7f3c2d1e-0000-4000-8000-secretsecret';

/** `pass` moves it on; waits move it on by themselves and take no time. */
export const createSteppingClock = (): Clock & { pass(milliseconds: number): void } => {
  let aheadMs = 0;
  return {
    now: () => new Date(Date.now() + aheadMs),
    pass(milliseconds) {
      aheadMs += milliseconds;
    },
    async wait(milliseconds, signal) {
      signal.throwIfAborted();
      aheadMs += milliseconds;
    },
  };
};

export interface SimulatedCluster extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly hypervisor: ReturnType<typeof createProxmoxHypervisor>;
  readonly clock: ReturnType<typeof createSteppingClock>;
  readonly logged: readonly LogLine[];
  readonly tokenSecret: string;
}

export const startCluster = async (
  options: { readonly secret?: string; readonly limits?: Partial<Limits> } = {},
): Promise<SimulatedCluster> => {
  const simulator = await startSimulator({ cluster: demoCluster({ tokenSecret }), timing: fastTiming });
  const log = createRecordingLog();
  const clock = createSteppingClock();
  const hypervisor = createProxmoxHypervisor({
    url: simulator.url,
    tokenId: demoTokenId,
    tokenSecret: options.secret ?? tokenSecret,
    tls: { kind: 'system' },
    log,
    clock,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return {
    simulator,
    hypervisor,
    clock,
    logged: log.lines,
    tokenSecret,
    async [Symbol.asyncDispose]() {
      await hypervisor.close();
      await simulator.close();
    },
  };
};

/** Polls as the worker does. */
export const ended = async (
  hypervisor: Hypervisor,
  upid: string,
): Promise<Exclude<TaskState, { state: 'running' }>> => {
  const signal = soon();
  for (;;) {
    const task = await hypervisor.task(upid, signal);
    if (task.state !== 'running') return task;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

/** A linked clone of the Debian template: the shortest way to a VM of ours. */
export const makeGuest = async (hypervisor: Hypervisor, vmid: number): Promise<{ node: string; vmid: number }> => {
  const source = { node: 'pve3', vmid: 9004 };
  const request = { source, vmid, name: `vm-${vmid}`, description: `portal:${vmid}`, pool: demoPool };
  const task = await ended(hypervisor, await hypervisor.clone({ ...request, target: null, full: null }, soon()));
  if (task.state !== 'succeeded') throw new Error(`clone: ${task.exitStatus}`);
  return { node: source.node, vmid };
};
