// Messages by mail: one after another, each tried again after a while where the server does not take it, and given up after the last try,
// which an administrator is told of. A server that is away, or lets nobody in, is left alone until the next round.
import {
  type Clock,
  commitProblems,
  DomainError,
  type DueMail,
  type Log,
  type Mailer,
  type MailQueue,
  mailNotDelivered,
  mailOnItsWay,
  type ProblemWrite,
  type UnitOfWork,
  type Words,
} from '@portal/domain';
import { mailOf } from './mail-text.ts';
import type { PortalFace } from './portal-face.ts';
import { quietUntil } from './quiet-hours.ts';

export interface MailChannelPorts {
  readonly mailQueue: MailQueue;
  readonly mailer: Mailer;
  readonly unitOfWork: UnitOfWork;
  readonly words: Words;
  readonly clock: Clock;
  readonly log: Log;
}

export interface MailChannel {
  /** Whatever is due by now. */
  send(signal: AbortSignal): Promise<void>;
}

const atOnce = 50;
const mostAttempts = 10;
const minute = 60_000;
const longestPauseMs = 60 * minute;

/** 1, 2, 4 … 60 minutes; null after the last try. */
export const pauseBefore = (attempt: number): number | null =>
  attempt >= mostAttempts ? null : Math.min(longestPauseMs, minute * 2 ** (attempt - 1));

export const createMailChannel = (ports: MailChannelPorts, face: PortalFace): MailChannel => {
  const { mailQueue, mailer, unitOfWork, words, clock, log } = ports;

  const tell = (problem: ProblemWrite): Promise<void> => commitProblems(unitOfWork, 'messages.mail', [problem]);

  const putOff = async ({ message: { id }, attempts }: DueMail, error: unknown): Promise<void> => {
    const attempt = attempts + 1;
    const pauseMs = pauseBefore(attempt);
    const cause = error instanceof DomainError ? words()(error.reason) : String(error);
    if (error instanceof DomainError) log.warn('a message could not be sent by mail', { message: id, attempt, cause });
    else log.error('a message could not be worded for a mail', { message: id, attempt, error });
    // Told before it is given up: whoever dies in between tries it once more.
    if (pauseMs === null) await tell(mailNotDelivered(cause));
    await mailQueue.failed(id, pauseMs === null ? null : new Date(clock.now().getTime() + pauseMs));
  };

  /** False where the server takes nobody’s. */
  const deliver = async (due: DueMail): Promise<boolean> => {
    try {
      const until = quietUntil(due, clock.now());
      if (until !== null) {
        await mailQueue.postponed(due.message.id, until);
        return true;
      }
      await mailer.send(mailOf(due, words(due.reader), face));
    } catch (error) {
      // One that cannot be worded, too: it keeps nobody else from theirs.
      await putOff(due, error);
      return !(error instanceof DomainError && error.code === 'unavailable');
    }
    await mailQueue.sent(due.message.id);
    return true;
  };

  return {
    async send(signal) {
      if ((await mailQueue.givenUp()) === 0) await tell(mailOnItsWay());
      for (let page = await mailQueue.due(atOnce); page.length > 0; page = await mailQueue.due(atOnce)) {
        for (const due of page) {
          signal.throwIfAborted();
          if (!(await deliver(due))) return;
        }
      }
    },
  };
};
