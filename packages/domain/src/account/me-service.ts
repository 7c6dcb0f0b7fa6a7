// What a person may hold, what they hold, and whether it is held on clusters that really exist.
import type { Me } from '@portal/types';
import { simulationOf } from '../cluster/simulation.ts';
import { leftOutOfRole } from '../held-role.ts';
import { evaluate, policyOf } from '../limits/evaluate.ts';
import { holdingOf, usageOf } from '../limits/holding.ts';
import type { LimitReader } from '../ports/limits.ts';
import type { Messages } from '../ports/messages.ts';
import type { EngineReader, ProblemReader } from '../ports/readers.ts';
import type { Words } from '../ports/system.ts';
import { may, type PersonContext, rightsOf } from '../principal.ts';

interface MePorts {
  readonly limits: LimitReader;
  readonly engine: Pick<EngineReader, 'clusters'>;
  readonly problems: Pick<ProblemReader, 'unacknowledged'>;
  readonly messages: Pick<Messages, 'unread'>;
  readonly words: Words;
}

export const createMeService = (ports: MePorts) => ({
  async get({ principal, reader }: PersonContext): Promise<Me> {
    const [holding, clusters, openProblems, unreadMessages] = await Promise.all([
      holdingOf(ports.limits, { userId: principal.userId, teamId: principal.team?.id ?? null }),
      ports.engine.clusters(),
      may(principal, 'problems.list').allowed ? ports.problems.unacknowledged() : null,
      ports.messages.unread(principal.userId),
    ]);
    const cluster = clusters.find(({ simulated }) => simulated) ?? clusters[0];
    const leftOut = leftOutOfRole(principal);
    const { kind, userId, name, email, role, customRole, team } = principal;
    return {
      principal: {
        ...{ kind, userId, name, email, role, team },
        customRole: customRole == null ? null : { id: customRole.id, name: customRole.name },
      },
      rights: rightsOf(principal),
      leftOut: leftOut && { actions: leftOut.actions, reason: ports.words(reader)(leftOut.reason) },
      policy: policyOf(holding.rules),
      usage: usageOf(holding),
      limits: evaluate(holding),
      cluster: cluster === undefined ? null : { name: cluster.name, simulated: cluster.simulated },
      simulation: simulationOf(clusters),
      openProblems,
      unreadMessages,
    };
  },
});
