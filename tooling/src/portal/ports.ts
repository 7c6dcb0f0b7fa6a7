/** Chooses the ports of a run: the wanted ones where they are free, the next free ones where they are not, and says so. */
import { freePort, portState } from '../free-port.ts';

export interface WantedPorts {
  readonly web: number;
  readonly api: number;
  /** The second simulator takes the next one. */
  readonly simulator: number;
  readonly postgres: number;
}

export interface PortalPorts extends WantedPorts {
  readonly branchSimulator: number;
}

type Part = keyof PortalPorts;

const titles = {
  web: 'the portal',
  api: 'apps/api',
  simulator: 'the PVE simulator',
  branchSimulator: 'the second PVE simulator',
  postgres: 'PostgreSQL',
} as const satisfies Record<Part, string>;

const variables = {
  web: 'PORT',
  api: 'API_PORT',
  simulator: 'SIMULATOR_PORT',
  postgres: 'POSTGRES_PORT',
} as const satisfies Record<keyof WantedPorts, string>;

const defaults = { web: 3000, api: 4000, simulator: 8006, postgres: 54_329 } as const satisfies WantedPorts;

type GivenPorts = { readonly [Name in (typeof variables)[keyof WantedPorts]]?: number | undefined };

export interface PortSettings {
  readonly wanted: WantedPorts;
  /** Those that were set on purpose: they do not move. */
  readonly fixed: readonly (keyof WantedPorts)[];
}

export function portSettings(given: GivenPorts): PortSettings {
  const parts = ['web', 'api', 'simulator', 'postgres'] as const;
  return {
    wanted: {
      web: given.PORT ?? defaults.web,
      api: given.API_PORT ?? defaults.api,
      simulator: given.SIMULATOR_PORT ?? defaults.simulator,
      postgres: given.POSTGRES_PORT ?? defaults.postgres,
    },
    fixed: parts.filter((part) => given[variables[part]] !== undefined),
  };
}

const faults = {
  taken: 'is in use. Stop the program that has it, set another port, or leave the variable out for the next free one',
  forbidden: 'may not be opened by this user. Set one from 1024 upwards, with a proxy in front',
} as const;

async function fixedPort(part: keyof WantedPorts, port: number, chosen: ReadonlyMap<Part, number>): Promise<number> {
  if (port === 0) return freePort(0);
  const [sharer] = [...chosen].find(([, other]) => other === port) ?? [];
  if (sharer !== undefined) {
    throw new Error(`${variables[part]}: ${port} is the port of ${titles[sharer]} already. Give each its own.`);
  }
  const state = await portState(port);
  if (state === 'free') return port;
  throw new Error(`${variables[part]}: port ${port} ${faults[state]}.`);
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
      report(`Port ${wanted[part]} is taken: ${titles[part]} uses ${port} instead`);
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
