// Reads a request's body as one JSON object.
import { DomainError } from '@portal/domain';
import { z } from 'zod';
import { readBody } from './read-body.ts';

const mediaType = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i;
const objectSchema = z.record(z.string(), z.unknown());

/** No body at all is an empty object: most mutations need none. */
export const readJson = async (request: Request): Promise<Record<string, unknown>> => {
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

const parseJson = (bytes: Uint8Array<ArrayBuffer>): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new DomainError('malformed_body', undefined, {}, { cause });
  }
};
