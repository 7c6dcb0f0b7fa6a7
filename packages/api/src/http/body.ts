// Reads a request's body with a bound, whoever calls: as bytes, or as one JSON object.
import { DomainError } from '@portal/domain';
import { z } from 'zod';
import type { Incoming } from './exchange.ts';

/** The edge refuses larger ones before they get here. */
export const bodyLimitBytes = 64 * 1024;

/** The whole body; throws `payload_too_large` beyond the limit, and `malformed_body` for one that breaks off. */
export const readBody = async ({ body }: Pick<Incoming, 'body'>): Promise<Buffer<ArrayBuffer>> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > bodyLimitBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new DomainError('malformed_body', undefined, {}, { cause });
  }
  if (size > bodyLimitBytes) throw new DomainError('payload_too_large');
  return Buffer.concat(chunks, size);
};

const mediaType = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i;
const objectSchema = z.record(z.string(), z.unknown());

/** No body at all is an empty object: most mutations need none. */
export const readJson = async (request: Pick<Incoming, 'body' | 'headers'>): Promise<Record<string, unknown>> => {
  const bytes = await readBody(request);
  if (bytes.byteLength === 0) return {};
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (!mediaType.test(request.headers.get('content-type') ?? '') || encoding !== 'identity') {
    throw new DomainError('unsupported_media_type');
  }
  const body = objectSchema.safeParse(parseJson(bytes));
  if (body.success) return body.data;
  throw new DomainError('invalid_input', undefined, {
    fields: [{ field: 'body', reason: { code: 'body_no_object', params: {} } }],
  });
};

const parseJson = (bytes: Buffer<ArrayBuffer>): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new DomainError('malformed_body', undefined, {}, { cause });
  }
};
