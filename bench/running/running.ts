/** From the request over REST to `running`, beside a script that drives the same PVE calls by hand. */
import { setTimeout as wait } from 'node:timers/promises';
import type { MeasuredPortal } from '../portal.ts';
import type { PortalClient } from '../portal-client.ts';
import { atMost, type Section } from '../report.ts';
import { say } from '../say.ts';
import { median } from '../statistics.ts';
import { ByHand, type Order } from './by-hand.ts';

const REPETITIONS = 5;
const POLL_MS = 50;

/** The seeded Debian template; the ids lie outside of the range that the portal reserves from. */
const template = { slug: 'debian-13', node: 'pve3', vmid: 9004 };
const firstVmid = 7_000;
const size = { vcpus: 1, memoryMiB: 512, diskGiB: 10 };

const timed = async (work: () => Promise<void>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

const throughPortal = async (client: PortalClient): Promise<void> => {
  const { id } = await client.create({ templateId: template.slug, ...size });
  for (;;) {
    const { status, statusMessage } = await client.deployment(id);
    if (status === 'running') return;
    if (status === 'failed') throw new Error(`The deployment failed: ${statusMessage}`);
    await wait(POLL_MS);
  }
};

const order = (repetition: number): Order => ({
  node: template.node,
  template: template.vmid,
  vmid: firstVmid + repetition,
  name: `by-hand-${repetition}`,
  pool: 'support-portal',
  cores: size.vcpus,
  memoryMiB: size.memoryMiB,
  diskGiB: size.diskGiB,
});

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
const range = (values: readonly number[]): string =>
  `${seconds(Math.min(...values))} to ${seconds(Math.max(...values))}`;

export const measureRunning = async ({ demo, client }: MeasuredPortal): Promise<Section> => {
  await using resources = new AsyncDisposableStack();
  const hand = new ByHand(demo.cluster);
  resources.defer(() => hand.close());
  const byHandMs: number[] = [];
  const portalMs: number[] = [];
  for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
    byHandMs.push(await timed(() => hand.makeVm(order(repetition))));
    portalMs.push(await timed(() => throughPortal(client)));
    say(`running: ${repetition} of ${REPETITIONS}`);
  }
  const ratio = median(portalMs) / median(byHandMs);
  return {
    name: 'running',
    title: 'From the request to a running VM',
    method:
      '`POST /api/deployments` until `GET` says `running` with an address, through REST, job queue and engine, against the simulator over ' +
      'HTTP (linked clone 2.5 s, resize 0.4 s, start 2 s, guest agent 3 s later). The baseline is a script that makes the same PVE calls by ' +
      'hand and polls every 50 ms: confirm the id, clone, configure, resize, start, ask for the address. ' +
      `In turn, ${REPETITIONS} times each.`,
    figures: [
      {
        what: 'request to `running`',
        portal: seconds(median(portalMs)),
        baseline: seconds(median(byHandMs)),
        ratio,
        target: atMost(1.1, ratio),
      },
    ],
    context: [`Portal ${range(portalMs)}, by hand ${range(byHandMs)}.`],
  };
};
