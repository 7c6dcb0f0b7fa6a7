/** What goes wrong with the cluster while the run lasts: a share of all requests, and of all tasks, of every kind that a real one shows. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, SimulatorControl } from '@portal/pve-simulator';

type Wrong = Pick<Fault, 'when' | 'action'>;

/** Before and after the call had its effect. A 401 opens the breaker for half a minute: it is ordered apart. */
const wrongRequests: readonly Wrong[] = [
  { when: 'before', action: { kind: 'reset' } },
  { when: 'after', action: { kind: 'reset' } },
  { when: 'before', action: { kind: 'hang', ms: 2_000 } },
  { when: 'after', action: { kind: 'hang', ms: 2_000 } },
  { when: 'after', action: { kind: 'slowBody', ms: 1_500 } },
  { when: 'before', action: { kind: 'delay', ms: 1_500 } },
  { when: 'before', action: { kind: 'refuse', as: 'die', text: 'got timeout' } },
  { when: 'before', action: { kind: 'refuse', as: 'lockTimeout' } },
  { when: 'before', action: { kind: 'refuse', as: 'noQuorum' } },
  { when: 'before', action: { kind: 'refuse', as: 'noRoute' } },
  { when: 'before', action: { kind: 'refuse', as: 'permission' } },
  { when: 'before', action: { kind: 'status', status: 596, reason: 'Connection timed out' } },
  { when: 'after', action: { kind: 'status', status: 596, reason: 'Connection timed out' } },
  { when: 'before', action: { kind: 'status', status: 599, reason: 'Too many redirections' } },
  { when: 'after', action: { kind: 'html' } },
  { when: 'after', action: { kind: 'truncate' } },
  { when: 'after', action: { kind: 'empty' } },
];

const taskTypes = ['qmclone', 'resize', 'qmstart', 'qmstop', 'qmdestroy'] as const;
const taskEnds = [
  'WARNINGS: 1',
  "can't lock file '/var/lock/qemu-server/lock-1.conf' - got timeout",
  'unable to open file - Permission denied',
] as const;
/** Of the tasks that go wrong, one in so many cannot be found under its UPID. */
const vanishesEvery = 6;

/** More requests than a run makes. */
const requestsAhead = 60_000;
const refusedTokenAt = [1_500, 5_000] as const;
const lookEveryMs = 200;

/** The same series in each run, so that a fault that was found can be found again. */
const drawer = (): (() => number) => {
  let state = 0x2f6e2b1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const spoilRequests = async (control: SimulatorControl, share: number): Promise<void> => {
  const draw = drawer();
  let kind = 0;
  for (let nth = 1; nth <= requestsAhead; nth += 1) {
    if (draw() >= share) continue;
    const wrong = wrongRequests[kind % wrongRequests.length];
    kind += 1;
    if (wrong !== undefined) await control.addFault({ match: { nth }, ...wrong });
  }
  for (const nth of refusedTokenAt) {
    await control.addFault({ match: { nth }, when: 'before', action: { kind: 'refuse', as: 'authentication' } });
  }
};

/** Orders a fault for one of every `1 / share` tasks. */
const spoilTasks = async (control: SimulatorControl, share: number, signal: AbortSignal): Promise<void> => {
  let due = 1 / share;
  for (let n = 0; !signal.aborted; ) {
    const { tasksTotal } = await control.stats();
    if (tasksTotal >= due) {
      due += 1 / share;
      const type = taskTypes[n % taskTypes.length] ?? taskTypes[0];
      const exitstatus = taskEnds[n % taskEnds.length] ?? taskEnds[0];
      if (n % vanishesEvery === vanishesEvery - 1) await control.vanishTask({ type });
      else await control.failTask({ type, exitstatus });
      n += 1;
    }
    await wait(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
};

export interface Chaos {
  /** Nothing goes wrong any more. */
  stop(): Promise<void>;
}

export const startChaos = async (control: SimulatorControl, share: number): Promise<Chaos> => {
  if (share === 0) return { stop: () => Promise.resolve() };
  await spoilRequests(control, share);
  const stopping = new AbortController();
  const spoiling = spoilTasks(control, share, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await spoiling;
      await control.clearFaults();
    },
  };
};
