// The one colour of an installation: what is reckoned with is what the pages show, and what cannot be read is refused.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accentFault, palette, type Shade } from '../src/accent.ts';
import { contrastOf, mixed, rgbOf } from '../src/contrast.ts';

const css = readFileSync(new URL('../../../apps/web/src/app/globals.css', import.meta.url), 'utf8');
const [, light = '', dark = ''] = /^:root \{([^}]*)\}.*?^\.dark \{([^}]*)\}/ms.exec(css) ?? [];

const written = (shade: string | Shade): string => {
  if (typeof shade === 'string') return shade;
  return shade.percent === 100 ? 'var(--face)' : `color-mix(in oklab, var(--face) ${shade.percent}%, ${shade.rest})`;
};

test.each([
  ['light', light],
  ['dark', dark],
] as const)('the %s theme of the pages has the colours that are reckoned with', (theme, block) => {
  for (const [role, shade] of Object.entries(palette[theme])) expect(block).toContain(`--${role}: ${written(shade)};`);
});

test('the accent that an installation has without one of its own can be read', () => {
  const [, own = ''] = /--face: (#[\da-f]{6});/.exec(light) ?? [];
  expect(accentFault(own)).toBeNull();
});

describe('an accent', () => {
  test.each(['#c2185b', '#00695c', '#B34700', '#111111', '#d32f2f', '#0000ff'])('%s can be read', (accent) => {
    expect(accentFault(accent)).toBeNull();
  });

  test.each(['#facc15', '#ffffff', '#80a8ff', '#22c55e', '#ff7f50'])(
    '%s is refused, with what cannot be read',
    (accent) => {
      expect(accentFault(accent)).toMatch(
        /^gives the text of buttons a contrast of [1-4](\.\d+)?:1 in the light theme/,
      );
    },
  );
});

test('mixtures and contrasts are those of the standards', () => {
  // Half of a lightness is an eighth of the light.
  for (const part of mixed(rgbOf('#000000'), 50, rgbOf('#ffffff'))) expect(part).toBeCloseTo(0.125, 5);
  expect(contrastOf(rgbOf('#000000'), rgbOf('#ffffff'))).toBeCloseTo(21, 5);
  expect(contrastOf(rgbOf('#767676'), rgbOf('#ffffff'))).toBeCloseTo(4.54, 2);
});
