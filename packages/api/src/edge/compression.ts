// Which answers go out compressed. gzip alone: every client reads it, and it costs little on the fly.
import type { ServerResponse } from 'node:http';

/** Below this a compressed answer is hardly smaller than a packet. */
const minBytes = 1024;

const compressibleType = /^(text\/(?!event-stream)|image\/svg\+xml|application\/(.+\+)?(json|javascript|xml)\b)/i;

/** Whether `Accept-Encoding` takes gzip (RFC 9110, section 12.5.3). */
export const acceptsGzip = (acceptEncoding: string | string[] | undefined): boolean => {
  const weights = new Map(
    [acceptEncoding ?? []]
      .flat()
      .join(',')
      .toLowerCase()
      .split(',')
      .map((entry): [string, number] => {
        const [coding = '', ...parameters] = entry.split(';').map((part) => part.trim());
        const quality = parameters.find((parameter) => parameter.startsWith('q='));
        return [coding, quality === undefined ? 1 : Number(quality.slice(2))];
      }),
  );
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
};

/** Whether an answer could be compressed for somebody: then it depends on what the client accepts. */
export const isCompressible = (response: ServerResponse): boolean => {
  if (response.statusCode === 206 || response.hasHeader('content-encoding')) return false;
  if (/\bno-transform\b/i.test(String(response.getHeader('cache-control') ?? ''))) return false;
  // A strong validator names these bytes and no others.
  if (String(response.getHeader('etag') ?? '').startsWith('"')) return false;
  return compressibleType.test(String(response.getHeader('content-type') ?? ''));
};

/** `length` is null where it is not known beforehand. */
export const isWorthCompressing = (length: number | null): boolean => length === null || length >= minBytes;
