// Asking for more than a limit allows, and deciding on it: for the lead of whoever asks and administrators, and nobody for themselves. What
// is granted is a limit of that person which ends by itself; a VM that waits for it is made in the same commit. The lock of the directory keeps
// one request of a measure open, and who leads whom from changing until it is decided.
import {
  type ApproveLimitRequest,
  type CreateLimitRequest,
  defaultPageLimit,
  type LimitRequest,
  type LimitRequestPage,
  type ListLimitRequests,
  type RejectLimitRequest,
} from '@portal/types';
import { recordingRefusals } from '../attempt.ts';
import { limitActions, limitEvent } from '../audit/limit-events.ts';
import { type LimitRequestAct, limitRequestEvent } from '../audit/limit-request-events.ts';
import { Change, type LimitRequestRow } from '../change.ts';
import { type CreatingPorts, lookAtOffer } from '../deployment/creating.ts';
import { DomainError, doesNotFit, notFound } from '../errors.ts';
import { given } from '../given.ts';
import { evaluate } from '../limits/evaluate.ts';
import { holdingOf } from '../limits/holding.ts';
import { lockingDirectory } from '../locking-directory.ts';
import type { DirectoryPerson } from '../ports/directory.ts';
import type { LimitRequestBook, NamedLimitRequest } from '../ports/limit-requests.ts';
import type { Words } from '../ports/system.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { may, type PersonContext, requirePermission, visibilityOf } from '../principal.ts';
import { nothingYet } from '../put-on-record.ts';
import type { JsonObject } from '../records.ts';
import {
  checkAsked,
  decided,
  grantedOf,
  grantRow,
  presentLimit,
  refuseLess,
  requestRefused,
  undecided,
} from './request.ts';
import { aboutOf, limitRequestView } from './view.ts';
import { creationFor, madeOf, refuseUnderCreate } from './waiting-create.ts';

interface LimitRequestPorts extends CreatingPorts {
  readonly limitRequests: LimitRequestBook;
  readonly unitOfWork: UnitOfWork;
  readonly words: Words;
}

export const createLimitRequestService = (ports: LimitRequestPorts) => {
  const { limitRequests, unitOfWork, clock, ids } = ports;
  const locked = lockingDirectory(unitOfWork);
  const view = ({ principal: person, reader }: PersonContext, row: NamedLimitRequest): LimitRequest =>
    limitRequestView({ person, say: ports.words(reader) }, row);

  const recorded = (
    actor: PersonContext,
    [act, row]: readonly [LimitRequestAct, LimitRequestRow],
    work: () => Promise<void>,
  ): Promise<void> => {
    const refused = (detail: JsonObject) => limitRequestEvent(act, row, detail, 'refused');
    return recordingRefusals(unitOfWork, actor, { refused, about: act === 'create' ? nothingYet : row.id }, work);
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
  const byId = async (actor: PersonContext, id: string): Promise<LimitRequest> => {
    const row = await found(id);
    const permission = may(actor.principal, 'requests.byId', aboutOf(row));
    if (!permission.allowed && permission.isHidden) throw notFound('request');
    return view(actor, row);
  };

  /** By themselves, now. */
  const limitOf = async (
    tx: Transaction,
    { id: userId, team }: Pick<DirectoryPerson, 'id' | 'team'>,
    { measure }: Pick<LimitRequestRow, 'measure'>,
  ): Promise<number | null> =>
    presentLimit(evaluate(await holdingOf(tx, { userId, teamId: team?.id ?? null })), measure);

  /** One that is open, by whoever may. */
  const settle = async (
    actor: PersonContext,
    [act, id]: readonly [Exclude<LimitRequestAct, 'create'>, string],
    change: (tx: Transaction, row: LimitRequestRow, asker: DirectoryPerson) => Promise<Change> | Change,
  ): Promise<LimitRequest> => {
    const asked = await found(id);
    await recorded(actor, [act, asked], () =>
      locked(actor, async (tx) => {
        const row = await tx.limitRequest(id);
        const person = await tx.directory.person(asked.userId);
        if (row === null || person === null) throw notFound('request');
        permit(actor, act, { ...asked, ...row, teamId: person.team?.id ?? null });
        await tx.commit(await change(tx, row, person));
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
      return { items: page.items.map((row) => view(actor, row)), nextCursor: page.nextCursor };
    },

    async create(actor: PersonContext, { create, ...asked }: CreateLimitRequest): Promise<LimitRequest> {
      const { userId, team } = actor.principal;
      const offered = create === undefined ? null : await lookAtOffer(ports, create.templateId);
      const row: LimitRequestRow = {
        ...{ id: ids.next(), userId, ...asked, limit: 0 },
        ...{ createdAt: clock.now(), ...undecided },
        create: offered && given({ ...create, templateId: offered.template.templateId }),
      };
      await recorded(actor, ['create', row], async () => {
        requirePermission(actor, 'requests.create');
        await locked(actor, async (tx) => {
          const limit = await limitOf(tx, { id: userId, team: (await tx.directory.person(userId))?.team ?? null }, row);
          if (limit === null) throw doesNotFit({ field: 'measure', reason: requestRefused('no_limit') });
          const from = { ...row, limit };
          checkAsked(from);
          if (await tx.hasAskedFor(userId, row.measure)) {
            throw new DomainError('conflict', requestRefused('open_already'));
          }
          if (offered !== null) {
            const granted = { limit: row.value, endsAt: null };
            const asker = actor.principal;
            const waiting = { id: ids.next(), offered, isForColleague: false, asker, row, granted };
            await creationFor(tx, waiting).catch(refuseUnderCreate);
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

    async approve(actor: PersonContext, { id, comment, ...said }: ApproveLimitRequest): Promise<LimitRequest> {
      const templateId = (await found(id)).create?.templateId;
      const offered = typeof templateId === 'string' ? await lookAtOffer(ports, templateId) : null;
      return settle(actor, ['approve', id], async (tx, row, asker) => {
        // It is made by whoever approves it.
        const makes = row.create === null ? null : may(actor.principal, 'deployments.create');
        if (makes?.allowed === false) throw new DomainError('forbidden', makes.reason);
        if (asker.disabledAt !== null) throw new DomainError('conflict', { code: 'person_disabled', params: {} });
        const now = clock.now();
        const granted = grantedOf(row, said, now);
        const verdict = { state: 'approved', by: actor.principal.userId, now, comment, granted } as const;
        const to = decided(row, verdict);
        const limit = await limitOf(tx, asker, row);
        if (limit === null) throw new DomainError('conflict', requestRefused('no_limit'));
        refuseLess(granted.value, limit);
        const grant = grantRow(row, granted, { id: ids.next(), now });
        const rule = { limit: granted.value, endsAt: granted.endsAt };
        const made = offered && (await madeOf(tx, { id: ids.next(), offered, asker, row, granted: rule }));
        const detail = { granted: granted.value, until: granted.endsAt.toISOString(), ...made?.detail };
        return Change.of({
          writes: [
            ...(made?.parts?.writes ?? []),
            { kind: 'limitRequest.decide', row: { ...to, ...made?.outcome } },
            { kind: 'limit.insert', row: grant },
          ],
          events: [
            limitRequestEvent('approve', to, detail),
            limitEvent(limitActions.created, grant, { request: id }),
            ...(made?.parts?.events ?? []),
          ],
          jobs: made?.parts?.jobs ?? [],
          answers: answers(row),
        });
      });
    },
  };
};
