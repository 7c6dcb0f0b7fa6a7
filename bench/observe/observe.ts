/** One drift cycle of a cluster with very many VMs: what it asks of PVE, and what it costs this process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createDatabase } from '@portal/db';
import { createVault, systemClock, systemIds } from '@portal/db/system';
import { createEngine, type Engine } from '@portal/engine';
import { createProxmoxHypervisor } from '@portal/proxmox-client';
import { demoTokenId, remoteControl, type SimulatorControl } from '@portal/pve-simulator';
import pg from 'pg';
import { z } from 'zod';
import { atMost, type Section } from '../report.ts';
import { say } from '../say.ts';
import { seededDatabase } from '../seeded-database.ts';
import { median } from '../statistics.ts';
import { insertRunning } from './rows.ts';
import { tokenSecret } from './vms.ts';

const SIZES = { small: 1_000, large: 10_000 } as const;
/** Those that came up within the last 30 s count as reserved until the cluster shows them. */
const AGES = { settled: '1 hour', fresh: '0 s' } as const;
const WARM_UP = 5;
const CYCLES = 15;
/** Of the milliseconds of a whole CPU. */
const MOST_CPU_MS = 250;
/** One for the whole cluster, and two guests in turn are asked for their addresses again. */
const LEAST_CALLS = 3;
/** Ten times as many may cost ten times as much. */
const LINEAR = 1;
const DEADLINE_MS = 60_000;

const silent = { info: () => undefined, warn: say, error: say };
const addressSchema = z.object({ url: z.string() });

/** In a process of its own, which goes with the resources. */
const startCluster = async (count: number, resources: AsyncDisposableStack): Promise<string> => {
  const script = fileURLToPath(new URL('./many-vms.ts', import.meta.url));
  const child = spawn(process.execPath, [script, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });
  resources.defer(async () => {
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  for await (const line of createInterface({ input: child.stdout })) return addressSchema.parse(JSON.parse(line)).url;
  throw new Error('The simulated cluster ended before it told its address.');
};

interface Measured {
  readonly cpuMs: readonly number[];
  readonly wallMs: readonly number[];
  /** Requests to the cluster, a cycle. */
  readonly calls: number;
}

const cycleOf = (engine: Engine, clusterId: string) => async (): Promise<{ cpuMs: number; wallMs: number }> => {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await engine.observe(clusterId, AbortSignal.timeout(DEADLINE_MS));
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1_000, wallMs: performance.now() - begun };
};

const measure = async (cycle: ReturnType<typeof cycleOf>, control: SimulatorControl): Promise<Measured> => {
  for (let count = 0; count < WARM_UP; count += 1) await cycle();
  await control.clearRequests();
  const cycles = [];
  for (let count = 0; count < CYCLES; count += 1) cycles.push(await cycle());
  const requests = await control.requests();
  return {
    cpuMs: cycles.map(({ cpuMs }) => cpuMs),
    wallMs: cycles.map(({ wallMs }) => wallMs),
    calls: requests.length / CYCLES,
  };
};

const measureSize = async (count: number, age: string, run: AsyncDisposableStack): Promise<Measured> => {
  await using resources = new AsyncDisposableStack();
  const { ownerUrl, appUrl } = await seededDatabase(run);
  const url = await startCluster(count, resources);
  const database = createDatabase({ url: appUrl, log: silent });
  resources.defer(() => database.close());
  const cluster = (await database.engine.clusters()).find(({ name }) => name === 'demo');
  if (cluster === undefined) throw new Error('The seed has no demo cluster.');
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await insertRunning(owner, cluster.id, count, age).finally(() => owner.end());
  const hypervisor = createProxmoxHypervisor({
    ...{ url, tokenSecret, log: silent },
    tokenId: demoTokenId,
    tls: { kind: 'system' },
    endsAsTold: true,
  });
  resources.defer(() => hypervisor.close());
  const engine = createEngine({
    ...{ ...database, reader: database.engine, log: silent },
    ...{ clock: systemClock, ids: systemIds, vault: createVault(Buffer.alloc(32).toString('base64url')) },
    hypervisors: { of: () => hypervisor },
    canaryHourUtc: null,
    leaseWarningHours: [],
    unattendedDeletionsPerHour: 50,
  });
  const control = remoteControl(url, { tokenId: demoTokenId, tokenSecret });
  return await measure(cycleOf(engine, cluster.id), control);
};

const milliseconds = (values: readonly number[]): string => `${Math.round(median(values))} ms`;
const vms = (count: number): string => `${count.toLocaleString('en')} VMs`;

export const measureObserve = async (run: AsyncDisposableStack): Promise<Section> => {
  const small = await measureSize(SIZES.small, AGES.settled, run);
  say(`observe: ${vms(SIZES.small)}`);
  const large = await measureSize(SIZES.large, AGES.settled, run);
  say(`observe: ${vms(SIZES.large)}`);
  const fresh = await measureSize(SIZES.large, AGES.fresh, run);
  say(`observe: ${vms(SIZES.large)} that have just come up`);
  const cpu = median(large.cpuMs) / MOST_CPU_MS;
  const freshCpu = median(fresh.cpuMs) / MOST_CPU_MS;
  const growth = median(large.cpuMs) / (median(small.cpuMs) * (SIZES.large / SIZES.small));
  return {
    name: 'observe',
    title: 'Observing a large cluster',
    method:
      `One drift cycle of the engine, with its database and a simulated cluster in processes of their own: every VM of the cluster is ` +
      'the portal’s, runs, and is as recorded. The CPU time is that of the whole process (user and system, garbage collection ' +
      `included) while a cycle runs; ${CYCLES} cycles after ${WARM_UP} to warm up. The baseline of the growth is ten times what 1,000 VMs cost.`,
    figures: [
      {
        what: `PVE calls a cycle, ${vms(SIZES.large)}`,
        portal: String(large.calls),
        baseline: String(LEAST_CALLS),
        ratio: large.calls / LEAST_CALLS,
        target: atMost(1, large.calls / LEAST_CALLS),
      },
      {
        what: `CPU a cycle, ${vms(SIZES.large)}`,
        portal: milliseconds(large.cpuMs),
        baseline: `${MOST_CPU_MS} ms`,
        ratio: cpu,
        target: atMost(1, cpu),
      },
      {
        what: `CPU a cycle, ${vms(SIZES.large)} that came up within the last 30 s`,
        portal: milliseconds(fresh.cpuMs),
        baseline: `${MOST_CPU_MS} ms`,
        ratio: freshCpu,
        target: atMost(1, freshCpu),
      },
      {
        what: `CPU a cycle, ${vms(SIZES.large)} against ${vms(SIZES.small)}`,
        portal: milliseconds(large.cpuMs),
        baseline: `10 × ${milliseconds(small.cpuMs)}`,
        ratio: growth,
        target: atMost(LINEAR, growth),
      },
    ],
    context: [
      `A cycle takes ${milliseconds(large.wallMs)} for ${vms(SIZES.large)}, ${milliseconds(small.wallMs)} for ${vms(SIZES.small)}.`,
    ],
  };
};
