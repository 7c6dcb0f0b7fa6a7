// Asking for more than a limit allows, and deciding on it: for the lead of whoever asks and administrators, and nobody for themselves. What
// is granted is a limit of that person which ends by itself. The lock of the directory keeps one request of a measure open, and who leads
// whom from changing until it is decided.
import {
  type ApproveLimitRequest,
  type CreateLimitRequest,
  defaultPageLimit,
  type LimitRequest,
  type LimitRequestPage,
  type ListLimitRequests,
  type RejectLimitRequest,
} from '@portal/types';
import { limitActions, limitEvent } from '../audit/limit-events.ts';
import { type LimitRequestAct, limitRequestEvent } from '../audit/limit-request-events.ts';
import { Change, type LimitRequestRow } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import { lockingDirectory } from '../locking-directory.ts';
import type { LimitRequestBook, NamedLimitRequest } from '../ports/limit-requests.ts';
import type { Clock, Ids } from '../ports/system.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { may, type Person, type PersonContext, requirePermission, visibilityOf } from '../principal.ts';
import { nothingYet, refusalOnRecord } from '../put-on-record.ts';
import type { JsonObject } from '../records.ts';
import { evaluate } from './evaluate.ts';
import { holdingOf } from './holding.ts';
import { checkAsked, decided, grantedOf, grantRow, presentLimit, refuseLess, requestRefused } from './request.ts';

interface LimitRequestPorts {
  readonly limitRequests: LimitRequestBook;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
}

const aboutOf = ({ userId, teamId }: Pick<NamedLimitRequest, 'userId' | 'teamId'>) => ({ ownerId: userId, teamId });

const decidedView = (row: NamedLimitRequest): LimitRequest['decided'] => {
  const { decidedAt, decidedByName, comment, grantedValue, grantedUntil } = row;
  if (decidedAt === null || decidedByName === null) return null;
  const granted =
    grantedValue === null || grantedUntil === null ? null : { value: grantedValue, endsAt: grantedUntil.toISOString() };
  return { by: decidedByName, at: decidedAt.toISOString(), comment, granted };
};

const view = (person: Person, row: NamedLimitRequest): LimitRequest => {
  const { id, userId, name, measure, limit, value, days, reason, state, createdAt } = row;
  return {
    ...{ id, person: { id: userId, name }, measure, limit, value, days, reason, state },
    createdAt: createdAt.toISOString(),
    mayDecide: state === 'open' && may(person, 'requests.approve', aboutOf(row)).allowed,
    decided: decidedView(row),
  };
};

export const createLimitRequestService = ({ limitRequests, unitOfWork, clock, ids }: LimitRequestPorts) => {
  const locked = lockingDirectory(unitOfWork);

  /** What is refused is on record. */
  const recorded = async (
    actor: PersonContext,
    [act, row]: readonly [LimitRequestAct, LimitRequestRow],
    work: () => Promise<void>,
  ): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
      const event = limitRequestEvent(act, row, { reason: error.reason }, 'refused');
      await refusalOnRecord(unitOfWork, actor, event, act === 'create' ? nothingYet : row.id);
      throw error;
    }
  };

  const found = async (id: string): Promise<NamedLimitRequest> => {
    const row = await limitRequests.request(id);
    if (row === null) throw notFound('request');
    return row;
  };

  /** Throws where this person may not do that with it. What they do not see does not exist for them. */
  const permit = ({ principal }: PersonContext, act: LimitRequestAct, row: NamedLimitRequest): void => {
    const permission = may(principal, `requests.${act}`, aboutOf(row));
    if (permission.allowed) return;
    throw permission.isHidden ? notFound('request') : new DomainError('forbidden', permission.reason);
  };

  /** Also as it answers what was asked of it, by a token that may do no more than that. */
  const byId = async ({ principal }: PersonContext, id: string): Promise<LimitRequest> => {
    const row = await found(id);
    const permission = may(principal, 'requests.byId', aboutOf(row));
    if (!permission.allowed && permission.isHidden) throw notFound('request');
    return view(principal, row);
  };

  /** By themselves, now. */
  const limitOf = async (tx: Transaction, row: Pick<LimitRequestRow, 'userId' | 'measure'>): Promise<number> => {
    const team = (await tx.directory.person(row.userId))?.team ?? null;
    return presentLimit(evaluate(await holdingOf(tx, { userId: row.userId, teamId: team?.id ?? null })), row);
  };

  /** One that is open, by whoever may. */
  const settle = async (
    actor: PersonContext,
    [act, id]: readonly [Exclude<LimitRequestAct, 'create'>, string],
    change: (tx: Transaction, row: LimitRequestRow) => Promise<Change> | Change,
  ): Promise<LimitRequest> => {
    const asked = await found(id);
    await recorded(actor, [act, asked], () =>
      locked(actor, async (tx) => {
        const row = await tx.limitRequest(id);
        const person = await tx.directory.person(asked.userId);
        if (row === null || person === null) throw notFound('request');
        permit(actor, act, { ...asked, ...row, teamId: person.team?.id ?? null });
        await tx.commit(await change(tx, row));
      }),
    );
    return byId(actor, id);
  };

  const answers = ({ id }: LimitRequestRow) => ({ type: 'limit_request', id }) as const;

  /** Nothing but the decision. */
  const plain = (act: LimitRequestAct, row: LimitRequestRow, detail?: JsonObject): Change =>
    Change.of({
      writes: [{ kind: act === 'create' ? 'limitRequest.insert' : 'limitRequest.decide', row }],
      events: [limitRequestEvent(act, row, detail)],
      answers: answers(row),
    });

  return {
    byId,

    async list(actor: PersonContext, input: ListLimitRequests): Promise<LimitRequestPage> {
      requirePermission(actor, 'requests.list');
      const { principal } = actor;
      const { limit = defaultPageLimit, ...filter } = input;
      const whose = { userId: principal.userId, visibility: visibilityOf(principal) };
      const page = await limitRequests.requests({ ...filter, ...whose, limit });
      return { items: page.items.map((row) => view(principal, row)), nextCursor: page.nextCursor };
    },

    async create(actor: PersonContext, asked: CreateLimitRequest): Promise<LimitRequest> {
      const { userId, team } = actor.principal;
      const undecided = { decidedBy: null, decidedAt: null, comment: null, grantedValue: null, grantedUntil: null };
      const row: LimitRequestRow = {
        ...{ id: ids.next(), userId, ...asked, limit: 0 },
        ...{ state: 'open', createdAt: clock.now(), ...undecided },
      };
      await recorded(actor, ['create', row], async () => {
        requirePermission(actor, 'requests.create');
        await locked(actor, async (tx) => {
          const from = { ...row, limit: await limitOf(tx, row) };
          checkAsked(from);
          if (await tx.hasAskedFor(userId, row.measure)) {
            throw new DomainError('conflict', requestRefused('open_already'));
          }
          await tx.commit(plain('create', from, { teamId: team?.id ?? null }));
        });
      });
      return byId(actor, row.id);
    },

    withdraw: (actor: PersonContext, id: string): Promise<LimitRequest> =>
      settle(actor, ['withdraw', id], (_tx, row) =>
        plain('withdraw', decided(row, { state: 'withdrawn', by: actor.principal.userId, now: clock.now() })),
      ),

    reject: (actor: PersonContext, { id, comment }: RejectLimitRequest): Promise<LimitRequest> =>
      settle(actor, ['reject', id], (_tx, row) =>
        plain('reject', decided(row, { state: 'rejected', by: actor.principal.userId, now: clock.now(), comment })),
      ),

    approve: (actor: PersonContext, { id, comment, ...said }: ApproveLimitRequest): Promise<LimitRequest> =>
      settle(actor, ['approve', id], async (tx, row) => {
        const now = clock.now();
        const granted = grantedOf(row, said, now);
        const to = decided(row, { state: 'approved', by: actor.principal.userId, now, comment, granted });
        refuseLess(granted.value, await limitOf(tx, row));
        const grant = grantRow(row, granted, { id: ids.next(), now });
        const figures = { granted: granted.value, until: granted.endsAt.toISOString() };
        return Change.of({
          writes: [
            { kind: 'limitRequest.decide', row: to },
            { kind: 'limit.insert', row: grant },
          ],
          events: [limitRequestEvent('approve', to, figures), limitEvent(limitActions.created, grant, { request: id })],
          answers: answers(row),
        });
      }),
  };
};
