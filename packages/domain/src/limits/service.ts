// The administration of limits: for administrators, and to look at for auditors. The lock of the directory keeps one in force for the same, and
// a team or a person from being one that there is not.
import {
  type ChangeLimit,
  type CreateLimit,
  type Limit,
  type LimitList,
  type LimitPreview,
  type LimitReports,
  limitMaxima,
  mostNamedAbove,
  type PreviewLimit,
} from '@portal/types';
import { type Attempt, createAttempt } from '../attempt.ts';
import { limitActions, limitEvent } from '../audit/limit-events.ts';
import { Change, type LimitRow } from '../change.ts';
import { DomainError, doesNotFit, notFound } from '../errors.ts';
import { versionRefusal } from '../expected-version.ts';
import { subjectIdOf } from '../limit-subject.ts';
import { lockingDirectory } from '../locking-directory.ts';
import type { Directory } from '../ports/directory.ts';
import type { LimitBook, LimitReader, NamedLimit } from '../ports/limits.ts';
import type { EngineReader, TemplateReader } from '../ports/readers.ts';
import type { Clock, Ids } from '../ports/system.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import { evaluate } from './evaluate.ts';
import { isOver } from './grant.ts';
import { contingentsOf, holdingOf } from './holding.ts';
import { checkSubject, keyOf } from './subject.ts';

interface LimitPorts {
  readonly limits: LimitReader;
  readonly limitBook: LimitBook;
  readonly directory: Directory;
  readonly templates: TemplateReader;
  readonly engine: Pick<EngineReader, 'cluster'>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
}

const view = (row: NamedLimit): Limit => {
  const { id, version, subject, measure, together, value, role, name, endsAt, updatedAt } = row;
  const of = subjectIdOf(row);
  return {
    ...{ id, version, subject, measure, together, value },
    of: of === null ? null : { id: of, name: role ?? name ?? '' },
    endsAt: endsAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  };
};

const momentOf = (moment: string | null): Date | null => (moment === null ? null : new Date(moment));

/** A change does not say of whom it is, nor of what measure. */
const checkFigures = ({ subject, measure, value, endsAt }: LimitRow, now: Date): void => {
  const max = limitMaxima[measure];
  if (value > max) throw doesNotFit({ field: 'value', reason: { code: 'number_too_large', params: { max } } });
  if (endsAt === null) return;
  const code = subject === 'person' ? 'moment_passed' : 'limit_contradicts';
  if (subject !== 'person' || endsAt <= now) throw doesNotFit({ field: 'endsAt', reason: { code, params: {} } });
};

/** What ends may stand beside others. */
const refuseTwice = async (tx: Transaction, row: LimitRow): Promise<void> => {
  if (row.endsAt !== null || !(await tx.isLimited(row))) return;
  throw new DomainError('conflict', { code: 'limit_exists', params: {} });
};

const records = { create: limitActions.created, change: limitActions.changed, remove: limitActions.removed } as const;

/** Also whom it was asked for where there is nobody of that id. */
const onLimit = (asked: keyof typeof records, row: LimitRow, of?: string): Attempt => ({
  action: `limits.${asked}`,
  refused: (detail) => limitEvent(records[asked], row, { ...(of !== undefined && { of }), ...detail }, 'refused'),
  isNew: asked === 'create',
});

export const createLimitService = ({ limitBook, directory, ...ports }: LimitPorts) => {
  const { unitOfWork, clock, ids, templates, engine } = ports;
  const attempt = createAttempt({ unitOfWork });
  const locked = lockingDirectory(unitOfWork);

  const found = async (id: string): Promise<NamedLimit> => {
    const row = await limitBook.limit(id);
    if (row === null) throw notFound('limit');
    return row;
  };

  const read = async (actor: PersonContext, id: string): Promise<NamedLimit> => {
    requirePermission(actor, 'limits.byId');
    return found(id);
  };

  /** As it stands, in the version that is meant. */
  const current = async (actor: PersonContext, tx: Transaction, id: string): Promise<LimitRow> => {
    const row = await tx.limit(id);
    if (row === null || isOver(row, clock.now())) throw notFound('limit');
    const outdated = versionRefusal(actor, row);
    if (outdated !== null) throw outdated;
    return row;
  };

  const next = (row: LimitRow, to: Partial<LimitRow>): LimitRow => ({
    ...row,
    ...to,
    version: row.version + 1,
    updatedAt: clock.now(),
  });

  return {
    async list(actor: PersonContext): Promise<LimitList> {
      requirePermission(actor, 'limits.list');
      return { items: (await limitBook.limits()).map(view), nextCursor: null };
    },

    async byId(actor: PersonContext, id: string): Promise<Limit> {
      const row = await read(actor, id);
      if (isOver(row, clock.now())) throw notFound('limit');
      return view(row);
    },

    /** One that was removed, too: as a repeat of its removal answers it. */
    answered: async (actor: PersonContext, id: string): Promise<Limit> => view(await read(actor, id)),

    async preview(actor: PersonContext, asked: PreviewLimit): Promise<LimitPreview> {
      requirePermission(actor, 'limits.preview');
      const key = keyOf(asked);
      await checkSubject(key, { directory, templates, engine });
      return limitBook.above({ ...key, value: asked.value }, mostNamedAbove);
    },

    async ofPerson(actor: PersonContext, userId: string): Promise<LimitReports> {
      requirePermission(actor, 'limits.ofPerson');
      const person = await directory.person(userId);
      if (person === null) throw notFound('person');
      const holding = await holdingOf(ports.limits, { userId, teamId: person.team?.id ?? null });
      return { items: evaluate(holding), nextCursor: null };
    },

    async ofTemplate({ principal }: PersonContext, id: string): Promise<LimitReports> {
      const offer = await templates.byId(id);
      if (offer === null) throw notFound('template');
      const owner = { userId: principal.userId, teamId: principal.team?.id ?? null };
      return { items: evaluate(await contingentsOf(ports.limits, { ...owner, ...offer.current })), nextCursor: null };
    },

    async create(actor: PersonContext, input: CreateLimit): Promise<Limit> {
      const now = clock.now();
      const dates = {
        endsAt: momentOf(input.endsAt ?? null),
        createdAt: now,
        updatedAt: now,
        removedAt: null,
      };
      const row: LimitRow = { id: ids.next(), version: 1, ...keyOf(input), value: input.value, ...dates };
      await attempt(actor, onLimit('create', row, input.of), async () => {
        checkFigures(row, now);
        await checkSubject(row, { directory, templates, engine });
        await locked(actor, async (tx) => {
          await refuseTwice(tx, row);
          const events = [limitEvent(limitActions.created, row)] as const;
          await tx.commit(Change.of({ writes: [{ kind: 'limit.insert', row }], events }));
        });
      });
      return view(await found(row.id));
    },

    async change(actor: PersonContext, { id, value, endsAt }: ChangeLimit): Promise<Limit> {
      const asked = await read(actor, id);
      await attempt(actor, onLimit('change', asked), () =>
        locked(actor, async (tx) => {
          const row = await current(actor, tx, id);
          const to = next(row, { value, ...(endsAt !== undefined && { endsAt: momentOf(endsAt) }) });
          checkFigures(to, to.updatedAt);
          if (row.endsAt !== null) await refuseTwice(tx, to);
          const movesEnd = to.endsAt?.getTime() !== row.endsAt?.getTime();
          if (value === row.value && !movesEnd) return;
          const ends = { endsAt: to.endsAt?.toISOString() ?? null, fromEndsAt: row.endsAt?.toISOString() ?? null };
          const detail = { from: row.value, ...(movesEnd && ends) };
          const events = [limitEvent(limitActions.changed, to, detail)] as const;
          await tx.commit(Change.of({ writes: [{ kind: 'limit.update', row: to, read: row }], events }));
        }),
      );
      return view(await found(id));
    },

    async remove(actor: PersonContext, id: string): Promise<Limit> {
      const asked = await read(actor, id);
      await attempt(actor, onLimit('remove', asked), () =>
        locked(actor, async (tx) => {
          const row = await current(actor, tx, id);
          const events = [limitEvent(limitActions.removed, row)] as const;
          const to = next(row, { removedAt: clock.now() });
          await tx.commit(Change.of({ writes: [{ kind: 'limit.update', row: to, read: row }], events }));
        }),
      );
      return view(await found(id));
    },
  };
};
