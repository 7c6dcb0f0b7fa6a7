// Reads a request's body with a bound, since neither Next nor the Fastify mount sets one.
import { DomainError } from '@portal/domain';
import { genericMessages } from '../errors/rules.ts';

const bodyLimitBytes = 64 * 1024;

/**
 * How much of a body that is too large is still taken off the wire, and thrown away. Without this a client that is
 * still sending sees a broken connection in place of the 413.
 */
const drainLimitBytes = 1024 * 1024;

const tooLarge = () => new DomainError('payload_too_large', genericMessages.payload_too_large);

/** The whole body; throws `payload_too_large` beyond the limit, and holds no more than that in memory. */
export const readBody = async (request: Request): Promise<Uint8Array<ArrayBuffer>> => {
  const announced = Number(request.headers.get('content-length') ?? '0');
  if (announced > drainLimitBytes) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > drainLimitBytes) break;
    if (size <= bodyLimitBytes) chunks.push(chunk);
  }
  if (size > bodyLimitBytes) throw tooLarge();
  return joined(chunks, size);
};

const joined = (chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
};
