// Reading problems and acknowledging them: for those who administer, and to look at for auditors.
import { defaultPageLimit } from '@portal/types';
import { problemActions, problemEvent } from '../audit/problem-events.ts';
import { Change } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import type { ProblemDetail, ProblemReader, UnitOfWork } from '../ports.ts';
import { mayAdminister, seesAdministration } from '../principal.ts';
import type { PersonContext, ProblemFacts, ProblemService } from '../services.ts';

export interface ProblemPorts {
  readonly problems: ProblemReader;
  readonly unitOfWork: UnitOfWork;
}

const view = (problem: ProblemDetail): ProblemFacts => {
  const { subject, subjectName, since, lastSeenAt, resolvedAt, acknowledgedAt, ...plain } = problem;
  return {
    ...plain,
    subject: { ...subject, name: subjectName },
    since: since.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
  };
};

const requireLook = ({ principal }: PersonContext): void => {
  if (seesAdministration(principal)) return;
  throw new DomainError('forbidden', 'Problems are for administrators and auditors to look at.');
};

export const createProblemService = ({ problems, unitOfWork }: ProblemPorts): ProblemService => {
  const found = async (id: string): Promise<ProblemDetail> => {
    const problem = await problems.byId(id);
    if (problem === null) throw notFound('problem');
    return problem;
  };

  return {
    async list(actor, input) {
      requireLook(actor);
      const page = await problems.list({ ...input, limit: input.limit ?? defaultPageLimit });
      return { items: page.items.map(view), nextCursor: page.nextCursor };
    },

    async byId(actor, id) {
      requireLook(actor);
      return view(await found(id));
    },

    async acknowledge(actor, id) {
      requireLook(actor);
      const problem = await found(id);
      if (!mayAdminister(actor.principal)) {
        const refused = problemEvent(problemActions.acknowledged, problem, 'refused');
        await unitOfWork.run(actor, (tx) => tx.commit(Change.record(refused)));
        throw new DomainError('forbidden', 'Problems are acknowledged by administrators alone.');
      }
      const { userId } = actor.principal;
      const write = { kind: 'problem.acknowledge', id: problem.id, userId } as const;
      await unitOfWork.run(actor, (tx) => tx.commit(Change.ofProblems([write])));
      return view(await found(id));
    },
  };
};
