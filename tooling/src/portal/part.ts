/** What the parts of the portal share while they are started. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterConfiguration } from '@portal/configuration';
import type { PortalEnv } from '../env.ts';
import type { PortalPorts } from './ports.ts';
import type { Secrets } from './secrets.ts';
import { type SupervisedService, type SuperviseOptions, supervise } from './supervise.ts';

export interface PartContext {
  readonly dataDir: string;
  readonly env: PortalEnv;
  /** None: the demo's simulated ones. */
  readonly clusters?: readonly ClusterConfiguration[];
  readonly secrets: Secrets;
  readonly ports: PortalPorts;
  readonly mode: 'production' | 'development';
  /** Fast and forgetful, for tests: the simulator takes milliseconds, and nothing is kept after the stop. */
  readonly throwaway: boolean;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
  /** Every part that is ours to run, so far. */
  readonly services: SupervisedService[];
  /** Writes the processes down again, after one was added or replaced. */
  readonly publish: () => Promise<void>;
  /** Ends everything that was started, last one first. */
  readonly running: AsyncDisposableStack;
}

/** Starts a part, keeps it running, and has it stopped with the portal. */
export async function runPart(
  context: PartContext,
  part: Pick<SuperviseOptions, 'name' | 'start'>,
): Promise<SupervisedService> {
  const { report, signal, publish } = context;
  const service = await supervise({ ...part, report, signal, onRestart: publish });
  context.running.defer(() => service.stop());
  context.services.push(service);
  await publish();
  return service;
}

/** A fresh log; the one of the run before is kept beside it. */
export function freshLog({ dataDir }: PartContext, name: string): string {
  const file = join(dataDir, 'logs', `${name}.log`);
  const previous = join(dataDir, 'logs', `${name}.previous.log`);
  rmSync(previous, { force: true });
  try {
    renameSync(file, previous);
  } catch {
    // The first run has no log yet.
  }
  return file;
}

/** Both at once; when one fails the other is waited for, so that its stop is registered. */
export async function settleBoth<First, Second>(
  first: Promise<First>,
  second: Promise<Second>,
): Promise<[First, Second]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
