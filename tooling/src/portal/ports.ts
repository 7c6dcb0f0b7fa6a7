/** Chooses the ports of a run: the wanted ones where they are free, the next free ones where they are not, and says so. */
import { freePort, portState } from '../free-port.ts';

const settable = {
  web: { title: 'the portal', variable: 'PORT', usual: 3000 },
  api: { title: 'apps/api', variable: 'API_PORT', usual: 4000 },
  simulator: { title: 'the PVE simulator', variable: 'SIMULATOR_PORT', usual: 8006 },
  postgres: { title: 'PostgreSQL', variable: 'POSTGRES_PORT', usual: 54_329 },
} as const;

type SettablePart = keyof typeof settable;
export type WantedPorts = Readonly<Record<SettablePart, number>>;
/** The second simulator takes the port after the first one's. */
export type PortalPorts = WantedPorts & { readonly branchSimulator: number };
type Part = keyof PortalPorts;

const titleOf = (part: Part): string =>
  part === 'branchSimulator' ? 'the second PVE simulator' : settable[part].title;

type GivenPorts = { readonly [Name in (typeof settable)[SettablePart]['variable']]?: number | undefined };

export interface PortSettings {
  readonly wanted: WantedPorts;
  /** Those that were set on purpose: they do not move. */
  readonly fixed: readonly SettablePart[];
}

export function portSettings(given: GivenPorts): PortSettings {
  const givenFor = (part: SettablePart) => given[settable[part].variable];
  const wantedFor = (part: SettablePart) => givenFor(part) ?? settable[part].usual;
  return {
    wanted: {
      web: wantedFor('web'),
      api: wantedFor('api'),
      simulator: wantedFor('simulator'),
      postgres: wantedFor('postgres'),
    },
    fixed: (['web', 'api', 'simulator', 'postgres'] as const).filter((part) => givenFor(part) !== undefined),
  };
}

const faults = {
  taken: 'is in use. Stop the program that has it, set another port, or leave the variable out for the next free one',
  forbidden: 'may not be opened by this user. Set one from 1024 upwards, with a proxy in front',
} as const;

async function fixedPort(part: SettablePart, port: number, chosen: ReadonlyMap<Part, number>): Promise<number> {
  if (port === 0) return freePort(0);
  const [sharer] = [...chosen].find(([, other]) => other === port) ?? [];
  if (sharer !== undefined) {
    throw new Error(
      `${settable[part].variable}: ${port} is the port of ${titleOf(sharer)} already. Give each its own.`,
    );
  }
  const state = await portState(port);
  if (state === 'free') return port;
  throw new Error(`${settable[part].variable}: port ${port} ${faults[state]}.`);
}

export interface PortChoice extends PortSettings {
  /** What is not started here, so that its port does not matter. */
  readonly external: readonly Part[];
  readonly report: (line: string) => void;
}

/** 0 wants any free port. Throws where a port that was set on purpose cannot be had. */
export async function choosePorts({ wanted: given, fixed, external, report }: PortChoice): Promise<PortalPorts> {
  const wanted: PortalPorts = { ...given, branchSimulator: given.simulator === 0 ? 0 : given.simulator + 1 };
  const chosen = new Map<Part, number>();
  for (const part of fixed) {
    if (!external.includes(part)) chosen.set(part, await fixedPort(part, wanted[part], chosen));
  }
  const choose = async (part: Part): Promise<number> => {
    const known = chosen.get(part);
    if (known !== undefined || external.includes(part)) return known ?? wanted[part];
    const port = await freePort(wanted[part], [...chosen.values()]);
    if (wanted[part] !== 0 && port !== wanted[part]) {
      report(`Port ${wanted[part]} is taken: ${titleOf(part)} uses ${port} instead`);
    }
    chosen.set(part, port);
    return port;
  };
  return {
    web: await choose('web'),
    api: await choose('api'),
    simulator: await choose('simulator'),
    branchSimulator: await choose('branchSimulator'),
    postgres: await choose('postgres'),
  };
}
