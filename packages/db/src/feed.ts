// The live feed of what pages have to know of, from the audit trail, in commit order and without gaps: from a cursor, or from
// now on. A subscriber that falls behind what the hub remembers reads the missing rows itself.
import { audienceOf, type ChangeFeed, type FeedEvent, type FeedListener } from '@portal/domain';
import { messageCame } from '@portal/types';
import type pg from 'pg';
import { decodeFeedCursor, encodeFeedCursor, type FeedCursor } from './feed-cursor.ts';
import type { FeedHub } from './feed-hub.ts';
import { type FeedRow, rowsBetween, standingOf } from './feed-rows.ts';
import { unknownCursor } from './readers/cursors.ts';

/** What the first event says: nothing but where the feed begins. */
const OPENED = 'feed.opened';

/** Of a cluster or a template nobody hears more than that it changed. */
const isVisible = (row: FeedRow, { visibility, hears }: FeedListener): boolean => {
  if (visibility.kind === 'all') return true;
  if (row.deploymentId === null) return hears(audienceOf(row));
  const { userId, shared } = visibility;
  return (
    [row.ownerId, row.formerOwnerId].includes(userId) ||
    (visibility.kind === 'team' && [row.teamId, row.formerTeamId].includes(visibility.teamId)) ||
    shared?.includes(row.deploymentId) === true
  );
};

const eventOf = (row: FeedRow): FeedEvent => ({
  cursor: encodeFeedCursor(row),
  entryId: row.id,
  deploymentId: row.deploymentId,
  action: row.action,
  at: row.at,
});

/** Where the feed stands once the hub is connected; null when the subscriber or the hub gave up before. */
const firstPosition = async (hub: FeedHub, signal: AbortSignal): Promise<FeedCursor | null> => {
  while (!signal.aborted && !hub.closed) {
    const news = hub.news(signal);
    const position = hub.position();
    if (position !== null) return position;
    await news;
  }
  return null;
};

const rowsAfter = async (hub: FeedHub, pool: pg.Pool, cursor: FeedCursor): Promise<readonly FeedRow[]> => {
  const remembered = hub.rowsAfter(cursor);
  if (remembered !== null) return remembered;
  const position = hub.position();
  return position === null ? [] : rowsBetween(pool, cursor, position);
};

export const createFeed = (pool: pg.Pool, hub: FeedHub): ChangeFeed => ({
  async isWholeAfter(text) {
    const cursor = decodeFeedCursor(text);
    const standing = cursor === null ? 'unknown' : await standingOf(pool, cursor);
    if (standing === 'unknown') throw unknownCursor('after');
    return standing === 'whole';
  },

  async *subscribe(listener, after, signal) {
    const position = await firstPosition(hub, signal);
    if (position === null) return;
    // A cursor that no feed issued is as good as none: the client has just read what it shows.
    let cursor = (after === null ? null : decodeFeedCursor(after)) ?? position;
    const lookAgain = (action: string): FeedEvent => ({
      ...{ cursor: encodeFeedCursor(cursor), action },
      entryId: null,
      deploymentId: null,
      at: new Date(),
    });
    let messages = hub.messagesTo(listener.userId);
    yield lookAgain(OPENED);
    while (!signal.aborted && !hub.closed) {
      const news = hub.news(signal);
      const rows = await rowsAfter(hub, pool, cursor);
      for (const row of rows) {
        cursor = row;
        if (isVisible(row, listener)) yield eventOf(row);
        if (signal.aborted) return;
      }
      const came = hub.messagesTo(listener.userId);
      if (came !== messages) {
        messages = came;
        yield lookAgain(messageCame);
      } else if (rows.length === 0) await news;
    }
  },
});
