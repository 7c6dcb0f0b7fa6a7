// Reads a request's body with a bound, whoever calls. The edge refuses larger ones before they get here.
import { DomainError } from '@portal/domain';

export const bodyLimitBytes = 64 * 1024;

/** The whole body; throws `payload_too_large` beyond the limit, and `malformed_body` for one that breaks off. */
export const readBody = async (request: Request): Promise<Uint8Array<ArrayBuffer>> => {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > bodyLimitBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new DomainError('malformed_body', undefined, {}, { cause });
  }
  if (size > bodyLimitBytes) throw new DomainError('payload_too_large');
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
