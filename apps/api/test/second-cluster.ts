// A second cluster beside the stack's own: its own simulator, adapter, row and template, under one engine.
import type { Cluster, TemplateVersion } from '@portal/domain';
import { createEngine, type Engine, type EnginePorts } from '@portal/engine';
import { demoCluster, fastTiming, type Simulator, startSimulator } from '@portal/pve-simulator';
import { seed } from './seeded.ts';
import { adapterOf, type Stack, tokenSecret } from './stack.ts';

export interface SecondCluster extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly template: TemplateVersion;
  readonly simulator: Simulator;
  /** Over both clusters. */
  readonly ports: EnginePorts;
  readonly engine: Engine;
}

/** Longer than any test waits: what hangs on a cluster hangs until the cluster is heard of again. */
const patientMs = 120_000;

export const addCluster = async (stack: Stack, settings: Partial<Cluster> = {}): Promise<SecondCluster> => {
  const resources = new AsyncDisposableStack();
  const simulator = resources.use(await startSimulator({ cluster: demoCluster({ tokenSecret }), timing: fastTiming }));
  const hypervisor = adapterOf(resources, simulator.url, {
    readTimeoutMs: patientMs,
    readDeadlineMs: patientMs,
    writeTimeoutMs: patientMs,
    writeDeadlineMs: patientMs,
  });
  const { cluster, template } = await seed(stack.database, { name: 'second', ...settings });
  const of = (id: string) => (id === cluster.id ? hypervisor : stack.ports.hypervisors.of(id));
  const ports = { ...stack.ports, hypervisors: { of } };
  return {
    ...{ cluster, template, simulator, ports },
    engine: createEngine(ports),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};
