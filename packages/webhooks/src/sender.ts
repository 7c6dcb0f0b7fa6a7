// Sends to webhooks, over node's own HTTP: to the very addresses that were judged, with an end to each wait, and reading no more of an answer than
// is of use. A redirect is an answer like any other, and is not followed.
import { lookup as systemLookup } from 'node:dns/promises';
import { type IncomingMessage, request as plain } from 'node:http';
import { request as encrypted } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { DeliveryResult, WebhookRequest, WebhookSender } from '@portal/domain';
import type { WebhookAddressFault } from '@portal/types';
import { type AllowedRanges, addressesFault, allowedRanges, urlFault } from './addresses.ts';
import { signatureHeaders } from './signature.ts';

interface Resolved {
  readonly address: string;
  readonly family: number;
}

export interface SenderSettings {
  /** Networks that are not public, and may be sent to all the same. */
  readonly allowed: readonly string[];
  readonly answerWithinMs?: number;
  /** All addresses of a name; none where there is none of that name. */
  readonly resolve?: (host: string) => Promise<readonly Resolved[]>;
}

const usualAnswerWithinMs = 10_000;
const mostReadBytes = 16_384;
const mostKeptBytes = 1_024;

/** The system’s look-up ends when it likes. */
const longestLookUpMs = 10_000;
const resolveBySystem = (host: string): Promise<readonly Resolved[]> =>
  Promise.race([systemLookup(host, { all: true }).catch(() => []), wait(longestLookUpMs, [], { ref: false })]);

/** Of a literal address, itself: brackets are how URLs write those of IPv6. */
const hostOf = ({ hostname }: URL): string => hostname.replaceAll(/^\[|\]$/g, '');

/** What was judged is what is connected to, whatever the name means by then. */
const pinned =
  (addresses: readonly Resolved[]): LookupFunction =>
  (_host, { all }, done) => {
    const [first] = addresses;
    if (all === true) done(null, [...addresses]);
    else done(null, first?.address ?? '', first?.family);
  };

const readBeginning = async (answer: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(Buffer.from(chunk));
      bytes += chunk.length;
      if (bytes >= mostReadBytes) break;
    }
  } catch {
    // It broke off, or did not end in time; its status has been told before.
  }
  return Buffer.concat(chunks).subarray(0, mostKeptBytes).toString('utf8').replaceAll('\0', '');
};

const post = async (
  { url, addresses }: { readonly url: URL; readonly addresses: readonly Resolved[] },
  message: WebhookRequest,
  signal: AbortSignal,
): Promise<DeliveryResult> => {
  const headers = {
    ...signatureHeaders(message),
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(message.body)),
    'user-agent': 'Support-Provisioning-Portal',
  };
  const request = url.protocol === 'https:' ? encrypted : plain;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, signal, lookup: pinned(addresses), agent: false });
    sent.on('response', resolve).on('error', reject);
    // Of an answer that wants another protocol (101) this is all that is heard.
    sent.on('close', () => reject(new Error('The connection was closed without an answer.')));
    sent.end(message.body);
  });
  return { status: answer.statusCode ?? null, fault: null, answer: await readBeginning(answer) };
};

export const createWebhookSender = (settings: SenderSettings): WebhookSender => {
  const { answerWithinMs = usualAnswerWithinMs, resolve = resolveBySystem } = settings;
  const allowed: AllowedRanges = allowedRanges(settings.allowed);

  const addressesOf = async (url: URL): Promise<readonly Resolved[]> => {
    const host = hostOf(url);
    const family = isIP(host);
    return family === 0 ? resolve(host) : [{ address: host, family }];
  };

  const judged = async (
    text: string,
  ): Promise<{ fault: WebhookAddressFault } | { fault: null; url: URL; addresses: readonly Resolved[] }> => {
    const malformed = urlFault(text);
    if (malformed !== null) return { fault: malformed };
    const url = new URL(text);
    const addresses = await addressesOf(url);
    const fault = addressesFault(
      url,
      addresses.map(({ address }) => address),
      allowed,
    );
    return fault === null ? { fault, url, addresses } : { fault };
  };

  return {
    addressFault: async (text) => (await judged(text)).fault,

    async send(message, stopping) {
      const timeout = AbortSignal.timeout(answerWithinMs);
      const target = await judged(message.url);
      if (target.fault !== null) return { status: null, fault: 'address', answer: target.fault };
      try {
        return await post(target, message, AbortSignal.any([stopping, timeout]));
      } catch (error) {
        stopping.throwIfAborted();
        const cause = error instanceof Error ? error.message : String(error);
        return { status: null, fault: timeout.aborted ? 'timeout' : 'connection', answer: cause };
      }
    },
  };
};
