/** Every pair of ink and ground that is used together can be read, in light and dark: the promise of globals.css. The accent's own pairs are
 * those of packages/configuration. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../src/app/globals.css', import.meta.url), 'utf8');

const paletteOf = (selector: string): ReadonlyMap<string, string> => {
  const block = css.split(`\n${selector} {`)[1]?.split('\n}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', color = '']) => [name, color]));
};

/** WCAG 2.2, relative luminance. */
const luminanceOf = (color: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrastOf = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const grounds = ['canvas', 'surface', 'sunken'];
const read = [
  ...grounds.flatMap((ground) => ['ink', 'ink-muted', 'bad-ink', 'warn-ink'].map((ink) => [ink, ground])),
  ...['good', 'warn', 'bad'].map((tone) => [`${tone}-ink`, `${tone}-soft`]),
  ...['bad-solid', 'bad-solid-hover'].map((ground) => ['on-danger', ground]),
];
/** Edges, marks and the lines of charts. */
const seen = [
  ['line-strong', 'surface'],
  ...['good', 'warn', 'bad'].map((mark) => [mark, 'surface']),
  ['bad', 'sunken'],
];

test.each([':root', '.dark'])(
  'what is read has a contrast of 4.5 : 1 in %s, and what is only seen one of 3 : 1',
  (theme) => {
    const palette = paletteOf(theme);
    const tooWeak = (pairs: readonly string[][], least: number) =>
      pairs.filter(([ink = '', ground = '']) => contrastOf(palette.get(ink) ?? '', palette.get(ground) ?? '') < least);
    expect([...read, ...seen].flat().filter((name) => !palette.has(name))).toEqual([]);
    expect(tooWeak(read, 4.5)).toEqual([]);
    expect(tooWeak(seen, 3)).toEqual([]);
  },
);
