// The logo of an installation: a PNG or an SVG file, small enough to stand in the head of every page, and how large it is.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';

const mostKiB = 256;
const kib = 1024;

export interface Logo {
  readonly type: 'image/png' | 'image/svg+xml';
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** Another one for another file. */
  readonly version: string;
}

type Drawing = Pick<Logo, 'type' | 'width' | 'height'>;

const pngHead = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Head, length and name of the first chunk; then width and height (PNG, 11.2.1). */
const pngDrawing = (file: Buffer): Drawing | null =>
  file.length > 24 && file.subarray(0, pngHead.length).equals(pngHead)
    ? { type: 'image/png', width: file.readUInt32BE(16), height: file.readUInt32BE(20) }
    : null;

const svgDrawing = (file: Buffer): Drawing | null => {
  const [tag] = /<svg\b[^>]*>/.exec(file.toString('utf8')) ?? [];
  if (tag === undefined) return null;
  const figure = (name: string): number => Number(new RegExp(`\\s${name}=["']([\\d.]+)(px)?["']`).exec(tag)?.[1]);
  const [, , boxWidth, boxHeight] = (/\sviewBox=["']([^"']+)["']/.exec(tag)?.[1] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return { type: 'image/svg+xml', width: boxWidth ?? figure('width'), height: boxHeight ?? figure('height') };
};

/** Throws where there is no such file. */
const read = (path: string): Logo | string => {
  if (!isAbsolute(path)) return 'must be the absolute path of an SVG or a PNG file';
  if (statSync(path).size > mostKiB * kib) return `must be at most ${mostKiB} KiB large`;
  const file = readFileSync(path);
  const drawing = pngDrawing(file) ?? svgDrawing(file);
  if (drawing === null) return 'must be the path of an SVG or a PNG file';
  if (!(drawing.width > 0 && drawing.height > 0))
    return 'must be a drawing that says how large it is, as by its viewBox';
  const version = createHash('sha256').update(file).digest('hex').slice(0, 12);
  return { ...drawing, bytes: Uint8Array.from(file), version };
};

export const logoVariable = z.string().transform((path, context): Logo => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  try {
    const logo = read(path);
    return typeof logo === 'string' ? refuse(logo) : logo;
  } catch {
    return refuse('cannot be read');
  }
});
