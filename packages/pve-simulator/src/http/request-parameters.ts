/**
 * Decodes request parameters the way PVE's HTTP server does, with its quirks: pairs end at `&` and at `;`, every `=`
 * splits a pair and only the second piece is kept, `+` is a blank, a repeated key becomes an array, and a JSON body is
 * an alternative to a form. A client that forgets to encode a value finds out here as it would in production.
 */
import { plainTextError } from './api-error.ts';

/** A raw value: text from a form, or whatever JSON holds. */
export type RawParameters = ReadonlyMap<string, unknown>;

function decodePiece(piece: string): string {
  const blanks = piece.replaceAll('+', ' ');
  const bytes: number[] = [];
  for (let index = 0; index < blanks.length; index += 1) {
    const hex = blanks.slice(index + 1, index + 3);
    if (blanks[index] === '%' && /^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      index += 2;
    } else {
      bytes.push(...Buffer.from(blanks[index] ?? '', 'utf8'));
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

/** Text without escapes is the rule; only the rest pays for decoding byte by byte. */
function decodeText(piece: string): string {
  return /[%+]/.test(piece) ? decodePiece(piece) : piece;
}

export function decodeForm(text: string): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const pair of text.split(/[&;]/)) {
    if (pair === '') continue;
    const [rawKey = '', rawValue] = pair.split('=');
    const key = decodeText(rawKey);
    const value = rawValue === undefined ? undefined : decodeText(rawValue);
    const known = values.get(key);
    if (known === undefined) values.set(key, value);
    else if (Array.isArray(known)) known.push(value);
    else values.set(key, [known, value]);
  }
  return values;
}

function decodeJson(text: string): Map<string, unknown> {
  const source = 'at /usr/share/perl5/PVE/APIServer/AnyEvent.pm line 934.';
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    const near = JSON.stringify(text.slice(1, 5));
    throw plainTextError(500, `'"' expected, at character offset 1 (before ${near}) ${source}\n`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw plainTextError(500, `Not a HASH reference ${source}\n`);
  }
  return new Map(Object.entries(parsed));
}

/** The media type decides, before the body is read; none at all is taken for a form. Any other is PVE's 506. */
export function decoderOf(contentType: string | undefined): (body: string) => Map<string, unknown> {
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType === '' || mediaType === 'application/x-www-form-urlencoded') return decodeForm;
  if (mediaType === 'application/json') return decodeJson;
  throw plainTextError(506, `upload 'Content-Type '${mediaType}' not implemented`);
}
