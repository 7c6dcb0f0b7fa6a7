// Looking for a PVE task whose id was lost: the answer to a POST never arrived, or the worker died before it wrote it
// down. Only running tasks matter: what an ended one did can be seen on the VM itself.
import type { GuestRef } from '../hypervisor.ts';
import type { RunContext } from './engine-ports.ts';

/** How far back a running task may have begun; clones of large disks take long, and clocks differ. */
const lookBackMs = 24 * 3_600_000;

const since = ({ ports }: RunContext): Date => new Date(ports.clock.now().getTime() - lookBackMs);

/** A running task filed under this VM, whatever it does. */
export const runningTaskOn = async (context: RunContext, ref: GuestRef): Promise<string | null> => {
  const { hypervisor, signal } = context;
  const tasks = await hypervisor.tasks({ node: ref.node, vmid: ref.vmid, since: since(context) }, signal);
  return tasks.find((task) => task.running)?.upid ?? null;
};

const cloneTaskType = 'qmclone';
/** The line that names the new id is the first of a log that grows with each per cent. */
const cloneLogLines = 1000;

/** A running clone into `vmid`. PVE files clones under their source; only the log names the new id. */
export const runningCloneInto = async (context: RunContext, source: GuestRef, vmid: number): Promise<string | null> => {
  const { hypervisor, signal } = context;
  const tasks = await hypervisor.tasks({ node: source.node, vmid: source.vmid, since: since(context) }, signal);
  for (const task of tasks.filter(({ running, type }) => running && type === cloneTaskType)) {
    const log = await hypervisor.taskLog(task.upid, cloneLogLines, signal);
    if (log.some((line) => line.endsWith(`with ID ${vmid}`))) return task.upid;
  }
  return null;
};
