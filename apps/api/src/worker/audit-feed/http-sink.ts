// Events as JSON Lines by POST: sent once it is answered with a 2xx.
import type { FeedSink } from './audit-feed.ts';

interface HttpTarget {
  readonly url: string;
  readonly token: string | null;
}

const answerWithinMs = 20_000;

export const createHttpSink =
  ({ url, token }: HttpTarget): FeedSink =>
  async (events, signal) => {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', ...authorization },
      body: events.map(({ text }) => `${text}\n`).join(''),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`It answered ${response.status}.`);
  };
