// The words of a message: made of the row of the audit trail that it tells of, in the language of whoever reads it.
import { hoursAfter, reasonSchema } from '@portal/types';
import { withoutInsideWords } from '../inside-words.ts';
import type { MessageRecord } from '../ports/messages.ts';
import type { Say } from '../ports/system.ts';

type Detail = Readonly<Record<string, unknown>>;

/** A row of the trail as what it is told. */
export type ToldMessage = Pick<MessageRecord, 'kind' | 'at' | 'subject' | 'by'> & { readonly detail: Detail };

export interface MessageWords {
  readonly title: string;
  readonly text: string;
}

const notRecorded = { code: 'not_recorded', params: {} } as const;

const reasonIn = (detail: Detail, seesPlacement: boolean) => {
  const { success, data } = reasonSchema.safeParse(detail.reason);
  if (!success) return notRecorded;
  return seesPlacement ? data : withoutInsideWords(data);
};

/** What is so, of a problem; other kinds need no such thing. */
const problemIn = ({ kind, detail }: ToldMessage, say: Say): string => {
  if (kind !== 'problem_raised') return '';
  const { code, subjectType, subjectId, ...params } = detail;
  const { success, data } = reasonSchema.safeParse({ code, params });
  return success ? say(data, 'titles') : say(notRecorded);
};

/** Until when what somebody has deleted can be restored at least: the time runs once its VM is stopped. */
const restoreEndIn = ({ at, detail: { restoreHours } }: ToldMessage): Date | null =>
  typeof restoreHours === 'number' ? hoursAfter(at, restoreHours) : null;

interface Reading {
  readonly say: Say;
  /** Whether Proxmox VE's own words are for them. */
  readonly seesPlacement: boolean;
}

export const messageWords = (message: ToldMessage, { say, seesPlacement }: Reading): MessageWords => {
  const { kind, subject, by, detail } = message;
  const restoreUntil = restoreEndIn(message);
  const params = {
    name: subject.name,
    by,
    owner: detail.owner ?? null,
    level: detail.level ?? null,
    end: detail.end ?? (restoreUntil === null ? null : 'restore'),
    to: detail.to ?? null,
    since: detail.at ?? (restoreUntil ?? message.at).toISOString(),
    reason: reasonIn(detail, seesPlacement),
    problem: problemIn(message, say),
  };
  return { title: say({ code: kind, params }, 'messageTitles'), text: say({ code: kind, params }, 'messageTexts') };
};
