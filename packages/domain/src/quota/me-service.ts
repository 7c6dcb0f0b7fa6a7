// What a person may hold, what they hold, and whether it is held on clusters that really exist.
import { simulationOf } from '../cluster/simulation.ts';
import type { EngineReader, UsageReader } from '../ports.ts';
import type { MeService } from '../services.ts';
import { rolePolicies } from './policy.ts';

export const createMeService = (ports: { usage: UsageReader; engine: EngineReader }): MeService => ({
  async get({ principal }) {
    const [usage, clusters] = await Promise.all([ports.usage.usage(principal.userId), ports.engine.clusters()]);
    const cluster = clusters.find(({ simulated }) => simulated) ?? clusters[0];
    const { kind, userId, name, email, role, team } = principal;
    return {
      principal: { kind, userId, name, email, role, team },
      policy: rolePolicies[role],
      usage,
      cluster: cluster === undefined ? null : { name: cluster.name, simulated: cluster.simulated },
      simulation: simulationOf(clusters),
    };
  },
});
