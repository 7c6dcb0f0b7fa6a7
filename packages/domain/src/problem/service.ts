// Reading problems and acknowledging them: for those who administer, and to look at for auditors.
import {
  defaultPageLimit,
  type ListProblems,
  type ProblemItem,
  type ProblemPage,
  type Reason,
  reasonSchema,
} from '@portal/types';
import { problemActions, problemEvent } from '../audit/problem-events.ts';
import { Change } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import type { ProblemDetail, ProblemReader } from '../ports/readers.ts';
import type { Say, Words } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { may, type PersonContext, requirePermission } from '../principal.ts';
import { refusalOnRecord } from '../put-on-record.ts';

export interface ProblemPorts {
  readonly problems: ProblemReader;
  readonly unitOfWork: UnitOfWork;
  readonly words: Words;
}

/** Titles are the same for every problem of a code. What another release recorded in its own form is not told further. */
const wordsOf = (problem: ProblemDetail, say: Say) => {
  const { success, data } = reasonSchema.safeParse({ code: problem.code, params: problem.params });
  const reason: Reason = success ? data : { code: 'not_recorded', params: {} };
  const title = say({ code: problem.code, params: problem.params }, 'titles');
  return { title, meaning: say(reason), remedy: success ? say(reason, 'remedies') : say(reason) };
};

const view = (problem: ProblemDetail, say: Say): ProblemItem => {
  const { subject, subjectName, since, lastSeenAt, resolvedAt, acknowledgedAt, ...plain } = problem;
  return {
    ...plain,
    subject: { ...subject, name: subjectName },
    ...wordsOf(problem, say),
    since: since.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
  };
};

export const createProblemService = ({ problems, unitOfWork, words }: ProblemPorts) => {
  const found = async (id: string): Promise<ProblemDetail> => {
    const problem = await problems.byId(id);
    if (problem === null) throw notFound('problem');
    return problem;
  };

  return {
    async list(actor: PersonContext, input: ListProblems): Promise<ProblemPage> {
      requirePermission(actor, 'problems.list');
      const page = await problems.list({ ...input, limit: input.limit ?? defaultPageLimit });
      return { items: page.items.map((problem) => view(problem, words(actor.reader))), nextCursor: page.nextCursor };
    },

    async byId(actor: PersonContext, id: string): Promise<ProblemItem> {
      requirePermission(actor, 'problems.byId');
      return view(await found(id), words(actor.reader));
    },

    /** Says that somebody has seen it; who was first stays named. */
    async acknowledge(actor: PersonContext, id: string): Promise<ProblemItem> {
      requirePermission(actor, 'problems.byId');
      const problem = await found(id);
      const permission = may(actor.principal, 'problems.acknowledge');
      if (!permission.allowed) {
        const refused = problemEvent(problemActions.acknowledged, problem, 'refused');
        await refusalOnRecord(unitOfWork, actor, refused);
        throw new DomainError('forbidden', permission.reason);
      }
      const { userId } = actor.principal;
      const write = { kind: 'problem.acknowledge', id: problem.id, userId } as const;
      await unitOfWork.run(actor, (tx) => tx.commit(Change.ofProblems([write])));
      return view(await found(id), words(actor.reader));
    },
  };
};
