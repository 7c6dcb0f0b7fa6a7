// Reading problems and acknowledging them: for those who administer, and to look at for auditors.
import {
  defaultPageLimit,
  type ListProblems,
  type ProblemItem,
  type ProblemPage,
  type Reason,
  reasonSchema,
} from '@portal/types';
import { type ProblemAuditAction, problemActions, problemEvent } from '../audit/problem-events.ts';
import { Change, type ProblemWrite } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import type { ProblemDetail, ProblemReader } from '../ports/readers.ts';
import type { Say, Words } from '../ports/system.ts';
import type { LockKey, UnitOfWork } from '../ports/unit-of-work.ts';
import { may, type PersonContext, requirePermission } from '../principal.ts';
import { refusalOnRecord } from '../put-on-record.ts';
import { onDeletions, resolved } from './problems.ts';

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

interface Settlement {
  readonly action: 'acknowledge' | 'resume';
  readonly record: ProblemAuditAction;
  /** What else is decided by what is written. */
  readonly lock?: LockKey;
  /** Null where nothing is left to do. */
  readonly write: (problem: ProblemDetail) => ProblemWrite | DomainError | null;
}

export const createProblemService = ({ problems, unitOfWork, words }: ProblemPorts) => {
  const found = async (id: string): Promise<ProblemDetail> => {
    const problem = await problems.byId(id);
    if (problem === null) throw notFound('problem');
    return problem;
  };

  const settle = async (
    actor: PersonContext,
    id: string,
    { action, record, lock, write }: Settlement,
  ): Promise<ProblemItem> => {
    requirePermission(actor, 'problems.byId');
    const problem = await found(id);
    const permission = may(actor.principal, `problems.${action}`);
    const decided = permission.allowed ? write(problem) : new DomainError('forbidden', permission.reason);
    if (decided instanceof DomainError) {
      await refusalOnRecord(unitOfWork, actor, problemEvent(record, problem, 'refused'));
      throw decided;
    }
    if (decided !== null) {
      await unitOfWork.run(actor, async (tx) => {
        if (lock !== undefined) await tx.lock(lock);
        await tx.commit(Change.ofProblems([decided]));
      });
    }
    return view(await found(id), words(actor.reader));
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
    acknowledge: (actor: PersonContext, id: string): Promise<ProblemItem> =>
      settle(actor, id, {
        action: 'acknowledge',
        record: problemActions.acknowledged,
        write: ({ id: problemId }) => ({
          kind: 'problem.acknowledge',
          id: problemId,
          userId: actor.principal.userId,
        }),
      }),

    /** Lets the portal go on with what waits for an administrator; does nothing where it does already. */
    resume: (actor: PersonContext, id: string): Promise<ProblemItem> =>
      settle(actor, id, {
        action: 'resume',
        record: problemActions.resolved,
        lock: { kind: 'deletions' },
        write({ code, resolvedAt }) {
          if (code !== 'deletions_stopped')
            return new DomainError('conflict', { code: 'nothing_to_resume', params: {} });
          return resolvedAt === null ? resolved(code, onDeletions) : null;
        },
      }),
  };
};
