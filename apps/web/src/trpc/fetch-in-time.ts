// What a person asks for is done now or not at all. A request is given up at a moment of the clock on the wall, since a timer
// stands still while a laptop sleeps, and it tells the server until when it counts: whatever holds it up on the way, the
// server refuses it afterwards.
import { deadlineHeader } from '@portal/types';

const answerWithinMs = 60_000;
const lookEveryMs = 1_000;
/** An answer that was longer on its way tells nothing about the time. */
const promptWithinMs = 5_000;

/** What tRPC sends, and the platform. */
type Sending = Omit<RequestInit, 'signal'> & { readonly signal?: AbortSignal | null | undefined };

/** How far the server's clock is ahead of this one, by its last prompt answer; null before the first. */
let serverAheadMs: number | null = null;

/** Learns the server's time from an answer. */
export const fetchHearingTime = async (input: string | URL | Request, init?: Sending): Promise<Response> => {
  const askedAt = Date.now();
  const response = await fetch(input, { ...init, signal: init?.signal ?? null });
  const saidAt = Date.parse(response.headers.get('date') ?? '');
  const now = Date.now();
  if (!Number.isNaN(saidAt) && now - askedAt < promptWithinMs) serverAheadMs = saidAt - now;
  return response;
};

const headersUntil = (init: Sending | undefined, moment: number): Headers => {
  const headers = new Headers(init?.headers);
  if (serverAheadMs !== null) headers.set(deadlineHeader, new Date(moment + serverAheadMs).toISOString());
  return headers;
};

/** For everything that changes something. Rejects when the whole answer has not come in time. */
export const fetchInTime = async (input: string | URL | Request, init?: Sending): Promise<Response> => {
  const giveUpAt = Date.now() + answerWithinMs;
  const late = new AbortController();
  const timer = setInterval(() => {
    if (Date.now() >= giveUpAt) late.abort();
  }, lookEveryMs);
  try {
    const signal = init?.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal;
    const response = await fetchHearingTime(input, { ...init, headers: headersUntil(init, giveUpAt), signal });
    const body = await response.arrayBuffer();
    return new Response(body.byteLength === 0 ? null : body, response);
  } finally {
    clearInterval(timer);
  }
};
