// What goes wrong with the tasks that PVE starts for the portal. Each row is one fault with its expected outcome. Left to
// others, where they are shown with more around them: a clone that fails (provision.db.test.ts), a stop and a destruction
// that fail (delete.db.test.ts), a reset whose task vanishes (lifecycle.db.test.ts).
import { afterAll, beforeAll, expect } from 'vitest';
import { type FaultCase, testRows } from './fault-case.ts';
import { act, placeOf, settled, type World } from './fault-world.ts';
import { createStack, type Stack } from './stack.ts';

const fails =
  (type: string, exitstatus: string) =>
  ({ stack }: World) =>
    stack.simulator.control.failTask({ type, exitstatus });

const hangs =
  (type: string) =>
  ({ stack }: World) =>
    stack.simulator.control.hangTask({ type });

const vanishes =
  (type: string) =>
  ({ stack }: World) =>
    stack.simulator.control.vanishTask({ type });

const warnings = 'WARNINGS: 1';
/** What PVE reports of a worker that was killed. */
const killed = 'unexpected status';

const never = /did not end in time/;

/** The cluster was not asked again. */
const startedOnce = (type: string) => async (world: World) => {
  const { vmid } = await placeOf(world);
  const { tasks } = await world.stack.simulator.control.snapshot();
  const own = tasks.filter(({ job }) => job.vmid === vmid || (job.kind === 'clone' && job.newId === vmid));
  expect(own.filter((task) => task.type === type)).toHaveLength(1);
};

const table: readonly FaultCase[] = [
  { name: 'clone: ends with warnings', during: 'create', strikes: fails('qmclone', warnings), ends: { as: 'running' } },
  {
    name: 'clone: never ends',
    during: 'create',
    strikes: hangs('qmclone'),
    ends: { as: 'failed', code: 'clone_failed', saying: never },
  },
  {
    name: 'clone: its worker is killed, and the VM stays behind, locked and in no pool',
    during: 'create',
    strikes: fails('qmclone', killed),
    ends: { as: 'failed', code: 'clone_failed', saying: /unexpected status/ },
    // Deleting it in vain brings it before an administrator, who can let go of it.
    async proves(world) {
      await act(world, 'delete');
      expect(await settled(world)).toMatchObject({ status: 'quarantined' });
    },
  },
  {
    name: 'clone: vanishes, and is recognised by what it made',
    during: 'create',
    strikes: vanishes('qmclone'),
    ends: { as: 'running' },
    proves: startedOnce('qmclone'),
  },
  {
    name: 'clone: vanishes while it still runs, and is waited for',
    during: 'create',
    async strikes({ stack }) {
      await stack.simulator.control.vanishTask({ type: 'qmclone' });
      await stack.simulator.control.setTiming({ cloneLinkedMs: 4_000 });
    },
    waits: /^Waiting to see whether an earlier clone for this VM is finished/,
    ends: { as: 'running' },
    proves: startedOnce('qmclone'),
  },
  { name: 'start of a creation: vanishes', during: 'create', strikes: vanishes('qmstart'), ends: { as: 'running' } },
  {
    name: 'start of a creation: fails',
    during: 'create',
    strikes: fails('qmstart', 'start failed: QEMU exited with code 1'),
    ends: { as: 'failed', code: 'start_failed', saying: /QEMU exited with code 1/ },
  },
  {
    name: 'start of a creation: never ends',
    during: 'create',
    strikes: hangs('qmstart'),
    ends: { as: 'failed', code: 'start_failed', saying: never },
  },
  { name: 'start: ends with warnings', during: 'start', strikes: fails('qmstart', warnings), ends: { as: 'running' } },
  {
    name: 'start: fails',
    during: 'start',
    strikes: fails('qmstart', 'start failed: QEMU exited with code 1'),
    ends: { as: 'stopped', code: 'operation_failed', saying: /^The start failed: .*QEMU exited with code 1/ },
  },
  {
    name: 'start: never ends',
    during: 'start',
    strikes: hangs('qmstart'),
    ends: { as: 'stopped', code: 'operation_failed', saying: never },
  },
  {
    name: 'start: vanishes',
    during: 'start',
    strikes: vanishes('qmstart'),
    ends: { as: 'running' },
  },
  {
    name: 'shutdown: the guest does not follow',
    during: 'stop',
    strikes: fails('qmshutdown', 'VM quit/powerdown failed - got timeout'),
    ends: { as: 'running', code: 'operation_failed', saying: /^The stop failed: / },
  },
  {
    name: 'shutdown: never ends',
    during: 'stop',
    strikes: hangs('qmshutdown'),
    ends: { as: 'running', code: 'operation_failed', saying: never },
  },
  { name: 'shutdown: vanishes', during: 'stop', strikes: vanishes('qmshutdown'), ends: { as: 'stopped' } },
  {
    name: 'destruction: ends with warnings',
    during: 'delete',
    strikes: fails('qmdestroy', warnings),
    ends: { as: 'deleted' },
  },
  {
    name: 'destruction: never ends',
    during: 'delete',
    strikes: hangs('qmdestroy'),
    ends: { as: 'failed', code: 'delete_failed', saying: never },
  },
  {
    name: 'destruction: its worker is killed',
    during: 'delete',
    strikes: fails('qmdestroy', killed),
    ends: { as: 'failed', code: 'delete_failed', saying: /unexpected status/ },
  },
  {
    name: 'destruction: vanishes',
    during: 'delete',
    strikes: vanishes('qmdestroy'),
    ends: { as: 'deleted' },
    proves: startedOnce('qmdestroy'),
  },
  {
    name: "destruction: can't lock file, until it is let go",
    during: 'delete',
    strikes: async (world) => world.stack.simulator.control.holdLockFile((await placeOf(world)).vmid),
    waits: /can't lock file/,
    ends: { as: 'deleted' },
  },
  {
    name: 'destruction: VM is locked (backup), until the backup is done',
    during: 'delete',
    strikes: async (world) => world.stack.simulator.control.lockVm((await placeOf(world)).vmid, 'backup'),
    waits: /The VM is locked by a backup/,
    ends: { as: 'deleted' },
  },
  {
    name: 'start: VM is locked (clone) for good',
    during: 'start',
    strikes: async (world) => world.stack.simulator.control.lockVm((await placeOf(world)).vmid, 'clone'),
    ends: { as: 'stopped', code: 'operation_failed', saying: /The VM is locked by a clone .* An administrator/ },
  },
];

let stack: Stack;
beforeAll(async () => {
  stack = await createStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

testRows(() => stack, table);
