// Who hears the feed, collecting what it says, and what there is to hear.
import type { FeedEvent, FeedListener, Visibility } from '@portal/domain';
import type { Database } from '../src/index.ts';
import { onDeployment, type PortalFixture } from './portal-fixture.ts';

export const hearsAll = { userId: 'nobody', visibility: { kind: 'all' }, hears: () => true } as const;

/** What somebody hears who has no part in the administration. */
export const among = (visibility: Visibility): FeedListener => ({
  userId: 'nobody',
  visibility,
  hears: (audience) => audience === 'anybody',
});

/** Collects what a subscription says, from its first event (where the feed begins) on. */
export const listen = async (database: Database, listener: FeedListener, after: string | null = null) => {
  const abort = new AbortController();
  const events: FeedEvent[] = [];
  /** Those about no deployment: the beginning, and what says to look again. */
  const shared: string[] = [];
  const opened = Promise.withResolvers<string>();
  const ended = (async () => {
    for await (const event of database.feed.subscribe(listener, after, abort.signal)) {
      if (event.deploymentId !== null) events.push(event);
      else if (shared.push(event.action) === 1) opened.resolve(event.cursor);
    }
  })();
  const cursor = await opened.promise;
  return {
    cursor,
    events,
    shared,
    actions: () => events.map(({ action }) => action),
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      await ended;
    },
  };
};

export const record = (portal: PortalFixture, id: string, action: string): Promise<void> =>
  portal.commit(onDeployment(id, [], action));
