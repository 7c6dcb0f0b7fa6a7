/** What one VM costs PVE in calls, and what waiting by polling costs its owner, at clones that take half a minute. */
import { demoTiming, type RequestRecord } from '@portal/pve-simulator';
import { atMost, type Section } from '../report.ts';
import { say } from '../say.ts';
import { median } from '../statistics.ts';
import { type Provisioning, startProvisioning } from './provisioning.ts';
import { leastCallsOfOne, ownTimeMs } from './steps.ts';

/** A guest that answers at once: its boot is no task of PVE's. */
const timing = { ...demoTiming, cloneLinkedMs: 30_000, agentDelayMs: 50 };
/** As many at once as there are clone slots: none waits for another. */
const AT_ONCE = 4;
const ROUNDS = 2;

const round = ({ makeVm }: Provisioning): Promise<readonly number[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, () => makeVm()));

/** Requests by what they ask for, the names of nodes, VMs and tasks left out. */
const kinds = (requests: readonly RequestRecord[]): ReadonlyMap<string, number> => {
  const counted = new Map<string, number>();
  for (const { method, path } of requests) {
    const what = path
      .replace('/api2/json', '')
      .replace(/UPID[^/]*/, '…')
      .replace(/\/(pve)?\d+/g, '/…');
    counted.set(`${method} ${what}`, (counted.get(`${method} ${what}`) ?? 0) + 1);
  }
  return counted;
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

export const measureCalls = async (run: AsyncDisposableStack): Promise<Section> => {
  const provisioning = await startProvisioning(run, timing);
  const { control } = provisioning.simulator;
  await round(provisioning);
  say('calls: warmed up');
  await control.clearRequests();
  const tookMs: number[] = [];
  for (let done = 1; done <= ROUNDS; done += 1) {
    tookMs.push(...(await round(provisioning)));
    say(`calls: round ${done} of ${ROUNDS}`);
  }
  const requests = await control.requests();
  const perVm = requests.length / tookMs.length;
  const calls = perVm / leastCallsOfOne;
  const own = ownTimeMs(timing);
  const overhead = median(tookMs) / own;
  const byKind = [...kinds(requests)].toSorted(([, a], [, b]) => b - a);
  return {
    name: 'calls',
    title: 'PVE calls of one VM, and the cost of polling',
    method:
      `\`POST /api/deployments\` until \`GET\` says \`running\`, ${AT_ONCE} VMs at once on ${AT_ONCE} clone slots, ${ROUNDS} times, after ${AT_ONCE} ` +
      `to warm up; linked clones of ${seconds(timing.cloneLinkedMs)}. The least that the same steps need is ${leastCallsOfOne} calls: a look at the cluster, ` +
      'the id confirmed, the template read before and after its clone, that asked for and seen to be over, the configuration read and written, ' +
      'resize and start each with a ' +
      'look at the ownership tag before and one at the task’s end, the address asked for once. The overhead is the time from the request to ' +
      '`running` against what the tasks of PVE, the write and the boot of the guest take by themselves.',
    figures: [
      {
        what: 'PVE calls from the request to `running`, a VM',
        portal: perVm.toFixed(1),
        baseline: String(leastCallsOfOne),
        ratio: calls,
        target: atMost(1.25, calls),
      },
      {
        what: 'request to `running`, clones of 30 s',
        portal: seconds(median(tookMs)),
        baseline: seconds(own),
        ratio: overhead,
        target: atMost(1.05, overhead),
      },
    ],
    context: [
      `Request to \`running\`: ${seconds(Math.min(...tookMs))} to ${seconds(Math.max(...tookMs))}.`,
      `Calls a VM: ${byKind.map(([what, count]) => `${(count / tookMs.length).toFixed(1)} × \`${what}\``).join(', ')}.`,
    ],
  };
};
