// Events as JSON Lines by POST: sent once it is answered with a 2xx.
import { type IncomingMessage, request as plain } from 'node:http';
import { request as encrypted } from 'node:https';
import type { FeedSink, FeedTarget } from './audit-feed.ts';

const answerWithinMs = 20_000;

export const createHttpSink = ({ url, token, authority: ca }: FeedTarget): FeedSink => {
  const request = new URL(url).protocol === 'https:' ? encrypted : plain;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'content-type': 'application/x-ndjson', ...authorization };
  return async (events, stopping) => {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(answerWithinMs)]);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const post = request(url, { method: 'POST', headers, signal, ...(ca !== undefined && { ca }) });
      post.on('response', resolve).on('error', reject);
      post.end(events.map(({ text }) => `${text}\n`).join(''));
    });
    answer.resume();
    const { statusCode = 0 } = answer;
    if (statusCode < 200 || statusCode > 299) throw new Error(`It answered ${statusCode}.`);
  };
};
