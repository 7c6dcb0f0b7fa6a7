// What administrators have to say to everybody: read by every page, published and withdrawn by administrators.
import type { Announcement, AnnouncementList, PublishAnnouncement } from '@portal/types';
import { createAttempt } from '../attempt.ts';
import { announcementActions, announcementEvent } from '../audit/announcement-events.ts';
import { type AnnouncementRow, Change } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import type { AnnouncementReader } from '../ports/announcements.ts';
import type { Clock, Ids } from '../ports/system.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { type PersonContext, requirePermission } from '../principal.ts';

interface AnnouncementPorts {
  readonly announcements: AnnouncementReader;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** More on top of a page would be read by nobody. */
const mostAnnouncements = 5;

const view = ({ id, kind, text, startsAt, endsAt }: AnnouncementRow): Announcement => ({
  ...{ id, kind, text },
  from: startsAt.toISOString(),
  until: endsAt.toISOString(),
});

/** Throws where it would be over before it begins, or is over already. */
const checkTimes = ({ startsAt, endsAt }: Pick<AnnouncementRow, 'startsAt' | 'endsAt'>, now: Date): void => {
  if (endsAt > startsAt && endsAt > now) return;
  throw new DomainError('invalid_input', { code: 'announcement_over', params: {} }, { fields: [{ field: 'until' }] });
};

const refuseTooMany = async (tx: Transaction, now: Date): Promise<void> => {
  await tx.lock({ kind: 'announcements' });
  if ((await tx.openAnnouncements(now)) < mostAnnouncements) return;
  throw new DomainError('conflict', { code: 'list_too_long', params: { max: mostAnnouncements } });
};

export const createAnnouncementService = ({ announcements, unitOfWork, clock, ids }: AnnouncementPorts) => {
  const attempt = createAttempt({ unitOfWork });

  const open = async (): Promise<AnnouncementList> => {
    const rows = await announcements.open(clock.now(), mostAnnouncements);
    return { items: rows.map(view), nextCursor: null };
  };

  const found = async (id: string): Promise<AnnouncementRow> => {
    const row = await announcements.byId(id);
    if (row === null) throw notFound('announcement');
    return row;
  };

  return {
    /** For everybody, also whoever is not signed in. */
    open,

    list(actor: PersonContext): Promise<AnnouncementList> {
      requirePermission(actor, 'announcements.list');
      return open();
    },

    /** One that was withdrawn, too: as a repeat of that answers it. */
    async answered(actor: PersonContext, id: string): Promise<Announcement> {
      requirePermission(actor, 'announcements.list');
      return view(await found(id));
    },

    publish(actor: PersonContext, { kind, text, from, until }: PublishAnnouncement): Promise<Announcement> {
      const now = clock.now();
      const startsAt = from === undefined ? now : new Date(from);
      const row: AnnouncementRow = {
        id: ids.next(),
        kind,
        text,
        startsAt,
        endsAt: new Date(until),
        createdAt: now,
        withdrawnAt: null,
      };
      const detail = { kind, text, from: startsAt.toISOString(), until };
      const event = announcementEvent(announcementActions.published, row.id, detail);
      return attempt(
        actor,
        {
          action: 'announcements.publish',
          isNew: true,
          refused: (why) => ({ ...event, outcome: 'refused', detail: { ...detail, ...why } }),
        },
        async () => {
          checkTimes(row, now);
          const writes = [{ kind: 'announcement.insert', row }] as const;
          await unitOfWork.run(actor, async (tx) => {
            await refuseTooMany(tx, now);
            await tx.commit(Change.of({ writes, events: [event] }));
          });
          return view(row);
        },
      );
    },

    async withdraw(actor: PersonContext, asked: string): Promise<Announcement> {
      const row = await found(asked);
      const event = announcementEvent(announcementActions.withdrawn, row.id, { text: row.text });
      return attempt(
        actor,
        {
          action: 'announcements.withdraw',
          refused: (why) => ({ ...event, outcome: 'refused', detail: { ...event.detail, ...why } }),
        },
        async () => {
          if (row.withdrawnAt !== null) return view(row);
          const writes = [{ kind: 'announcement.withdraw', id: row.id, at: clock.now() }] as const;
          await unitOfWork.run(actor, (tx) => tx.commit(Change.of({ writes, events: [event] })));
          return view(row);
        },
      );
    },
  };
};
