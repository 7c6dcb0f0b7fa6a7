/** The memory of each of the portal's processes: when it has nothing to do, and the most that it came to. */
import { setTimeout as wait } from 'node:timers/promises';
import type { MeasuredPortal } from '../portal.ts';
import type { Figure } from '../report.ts';
import { emptyNodeMiB, familyMiB, processes, residentMiB } from './memory.ts';

const parts = {
  web: { name: '`apps/web`', measure: residentMiB },
  api: { name: '`apps/api` (REST and worker)', measure: residentMiB },
  simulator: { name: 'PVE simulator', measure: residentMiB },
  postgres: { name: 'PostgreSQL, all its processes', measure: familyMiB },
} as const;
type Part = keyof typeof parts;
const partNames = Object.keys(parts).filter((name): name is Part => name in parts);

export type MemoryMiB = Readonly<Record<Part, number>>;

const SETTLE_MS = 3_000;
const SAMPLE_EVERY_MS = 10_000;

const sample = ({ demo }: MeasuredPortal): MemoryMiB => {
  const rows = processes();
  const of = (part: Part): number => {
    const pid = demo.pids[part];
    return pid === null ? 0 : parts[part].measure(rows, pid);
  };
  return { web: of('web'), api: of('api'), simulator: of('simulator'), postgres: of('postgres') };
};

const most = (one: MemoryMiB, other: MemoryMiB): MemoryMiB => ({
  web: Math.max(one.web, other.web),
  api: Math.max(one.api, other.api),
  simulator: Math.max(one.simulator, other.simulator),
  postgres: Math.max(one.postgres, other.postgres),
});

/** After each server has answered a request, so that what it loads late is loaded. */
export const idleMemory = async (portal: MeasuredPortal): Promise<MemoryMiB> => {
  await (await fetch(`${portal.demo.portalUrl}/sign-in`)).text();
  await portal.client.deployments();
  await wait(SETTLE_MS);
  return sample(portal);
};

/** Watches until told to stop; answers the most that it saw. */
export const watchMemory = (portal: MeasuredPortal): { stop(): Promise<MemoryMiB> } => {
  const stopping = new AbortController();
  const watching = (async () => {
    let peak = sample(portal);
    while (!stopping.signal.aborted) {
      await wait(SAMPLE_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      peak = most(peak, sample(portal));
    }
    return peak;
  })();
  return {
    stop() {
      stopping.abort();
      return watching;
    },
  };
};

const mib = (value: number): string => `${Math.round(value)} MiB`;

export const memoryFigures = async (idle: MemoryMiB, peak: MemoryMiB): Promise<readonly Figure[]> => {
  const empty = await emptyNodeMiB();
  return partNames.flatMap((part): Figure[] => {
    const { name } = parts[part];
    const underBurst = {
      what: `memory of ${name}: most under the burst, against idle`,
      portal: mib(peak[part]),
      baseline: mib(idle[part]),
      ratio: peak[part] / idle[part],
      target: null,
    };
    if (part === 'postgres') return [underBurst];
    const atRest = {
      what: `memory of ${name}: idle, against an empty Node server`,
      portal: mib(idle[part]),
      baseline: mib(empty),
      ratio: idle[part] / empty,
      target: null,
    };
    return [atRest, underBurst];
  });
};
