/** Two hundred people press "Create" at the same moment: are the clone slots kept busy, is nothing lost, and what does it cost in memory. */
import { setTimeout as wait } from 'node:timers/promises';
import { demoTiming, remoteControl, type SimulatorSnapshot } from '@portal/pve-simulator';
import type { Deployment } from '@portal/types';
import type { MeasuredPortal } from '../portal.ts';
import { atLeast, type Figure, type Section } from '../report.ts';
import { say } from '../say.ts';
import { type CloneSlots, cloneSlots } from './clone-slots.ts';
import { type MemoryMiB, memoryFigures, watchMemory } from './portal-memory.ts';

const CREATES = 200;
/** As the seeded cluster has them. */
const CLONE_SLOTS = 4;
/** As a small real cluster takes for a linked clone. */
const CLONE_MS = 3_000;
const LOOK_EVERY_MS = 2_000;
const DEADLINE_MS = 10 * 60_000;

const untilAllRun = async ({ client }: MeasuredPortal, ids: ReadonlySet<string>): Promise<readonly Deployment[]> => {
  const deadline = Date.now() + DEADLINE_MS;
  for (let told = 0; ; ) {
    const ours = (await client.deployments()).filter(({ id }) => ids.has(id));
    const running = ours.filter(({ status }) => status === 'running').length;
    if (running === ids.size) return ours;
    const failed = ours.find(({ status }) => status === 'failed' || status === 'quarantined');
    if (failed !== undefined) throw new Error(`${failed.name} ended as ${failed.status}: ${failed.statusMessage}`);
    if (Date.now() > deadline) throw new Error(`Only ${running} of ${ids.size} run after ${DEADLINE_MS / 60_000} min.`);
    if (running >= told + 50) {
      told = running;
      say(`burst: ${running} of ${ids.size} run`);
    }
    await wait(LOOK_EVERY_MS);
  }
};

/** Nothing lost and nothing twice: each deployment has one VM that bears its id, at the place that the portal tells. */
const requireOneVmEach = ({ vms }: SimulatorSnapshot, deployments: readonly Deployment[]): void => {
  for (const { id, placement } of deployments) {
    const own = vms.filter(({ config }) => String(config.description ?? '').includes(id));
    if (own.length === 1 && own[0]?.vmid === placement?.vmid && own[0]?.power === 'running') continue;
    throw new Error(`Deployment ${id} has ${own.length} VMs.`);
  }
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

const figuresOf = (slots: CloneSlots, running: number): readonly Figure[] => [
  {
    what: `share of the time in which the ${CLONE_SLOTS} clone slots are busy`,
    portal: `${(slots.busy * 100).toFixed(1)} %`,
    baseline: '100 %, back to back',
    ratio: slots.busy,
    target: atLeast(0.95, slots.busy),
  },
  {
    what: 'running, each with one VM of its own, of those asked for',
    portal: String(running),
    baseline: String(CREATES),
    ratio: running / CREATES,
    target: atLeast(1, running / CREATES),
  },
];

export const measureBurst = async (portal: MeasuredPortal, idle: MemoryMiB): Promise<Section> => {
  const control = remoteControl(portal.demo.cluster.url, portal.demo.cluster);
  await control.setTiming({ cloneLinkedMs: CLONE_MS });
  const watch = watchMemory(portal);
  const begun = performance.now();
  const input = { templateId: 'debian-13', vcpus: 1, memoryMiB: 512, diskGiB: 10 };
  const created = await Promise.all(Array.from({ length: CREATES }, () => portal.client.create(input)));
  const acceptedMs = performance.now() - begun;
  say(`burst: ${CREATES} creates accepted in ${seconds(acceptedMs)}`);
  const running = await untilAllRun(portal, new Set(created.map(({ id }) => id)));
  const tookMs = performance.now() - begun;
  const peak = await watch.stop();
  const snapshot = await control.snapshot();
  requireOneVmEach(snapshot, running);
  const taskMs = CLONE_MS + (demoTiming.workerForkMs ?? 0);
  const vmids = new Set(running.flatMap(({ placement }) => placement?.vmid ?? []));
  const slots = cloneSlots(snapshot, { vmids, slots: CLONE_SLOTS, taskMs });
  return {
    name: 'burst',
    title: 'Two hundred requests at once, and memory',
    method:
      `${CREATES} \`POST /api/deployments\` sent at the same moment, ${CLONE_SLOTS} clone slots, ${seconds(CLONE_MS)} a clone. A slot is ` +
      'busy while the cluster runs a clone task in it; the time counts from the first task’s beginning to the last one’s end. Memory is resident (for PostgreSQL proportional, so that shared pages count once).',
    figures: [...figuresOf(slots, running.length), ...(await memoryFigures(idle, peak))],
    context: [
      `All accepted after ${seconds(acceptedMs)}, all running after ${seconds(tookMs)}; ${slots.clones} clones in ${seconds(slots.spanMs)}.`,
    ],
  };
};
