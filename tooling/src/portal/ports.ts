/** Chooses the ports of a run: the wanted ones where they are free, the next free ones where they are not, and says so. */
import { freePort } from '../free-port.ts';

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

const titles = {
  web: 'the portal',
  api: 'apps/api',
  simulator: 'the PVE simulator',
  branchSimulator: 'the second PVE simulator',
  postgres: 'PostgreSQL',
} as const satisfies Record<keyof PortalPorts, string>;

/** 0 wants any free port. What is `external` is not started here, so its port does not matter. */
export async function choosePorts(
  given: WantedPorts,
  external: readonly (keyof PortalPorts)[],
  report: (line: string) => void,
): Promise<PortalPorts> {
  const wanted: PortalPorts = { ...given, branchSimulator: given.simulator === 0 ? 0 : given.simulator + 1 };
  const taken: number[] = [];
  const choose = async (name: keyof PortalPorts): Promise<number> => {
    if (external.includes(name)) return wanted[name];
    const port = await freePort(wanted[name], taken);
    if (wanted[name] !== 0 && port !== wanted[name]) {
      report(`Port ${wanted[name]} is taken: ${titles[name]} uses ${port} instead`);
    }
    taken.push(port);
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
