// The accent of an installation: which shades the pages derive from its one colour, and whether each of them can be read.
import { contrastOf, mixed, type Rgb, rgbOf } from './contrast.ts';

/** So much of the colour, and the rest of another one. */
export interface Shade {
  readonly percent: number;
  readonly rest: string;
}

const white = '#ffffff';
const black = '#000000';
const shade = (percent: number, rest: string): Shade => ({ percent, rest });

/** As apps/web/src/app/globals.css has them; a test compares the two. */
export const palette = {
  light: {
    canvas: '#f6f7f9',
    surface: white,
    sunken: '#eef0f3',
    accent: shade(100, white),
    'accent-hover': shade(82, black),
    'on-accent': white,
    'accent-soft': shade(11, white),
    'accent-ink': shade(85, black),
  },
  dark: {
    canvas: '#0f1216',
    surface: '#171b21',
    sunken: '#1f252d',
    accent: shade(50, white),
    'accent-hover': shade(40, white),
    'on-accent': shade(25, black),
    'accent-soft': shade(30, '#171b21'),
    'accent-ink': shade(35, white),
  },
} as const;

type Theme = keyof typeof palette;
type Role = keyof typeof palette.light;

interface Pair {
  readonly what: string;
  readonly ink: Role;
  readonly grounds: readonly Role[];
  /** WCAG 2.2, AA: 1.4.3 for text, 1.4.11 for what is no text. */
  readonly least: number;
}

const pairs: readonly Pair[] = [
  { what: 'the text of buttons', ink: 'on-accent', grounds: ['accent', 'accent-hover'], least: 4.5 },
  { what: 'links', ink: 'accent-ink', grounds: ['surface', 'canvas', 'sunken', 'accent-soft'], least: 4.5 },
  { what: 'the focus', ink: 'accent', grounds: ['surface', 'canvas', 'sunken'], least: 3 },
];

/** The worst contrast of the first pair that is too weak. */
const weakPair = (accent: Rgb, theme: Theme) => {
  const colourOf = (role: Role): Rgb => {
    const colour: string | Shade = palette[theme][role];
    return typeof colour === 'string' ? rgbOf(colour) : mixed(accent, colour.percent, rgbOf(colour.rest));
  };
  for (const { what, ink, grounds, least } of pairs) {
    const contrast = Math.min(...grounds.map((ground) => contrastOf(colourOf(ink), colourOf(ground))));
    if (contrast < least) return { what, contrast, least };
  }
  return null;
};

const themes = { light: 'a darker', dark: 'a lighter' } as const satisfies Record<Theme, string>;

export const accentFault = (value: string): string | null => {
  if (!/^#[\da-f]{6}$/i.test(value)) return 'must be a colour of six hexadecimal digits, such as #2152c8';
  for (const theme of ['light', 'dark'] as const) {
    const weak = weakPair(rgbOf(value), theme);
    if (weak === null) continue;
    const { what, least } = weak;
    const contrast = Math.floor(weak.contrast * 100) / 100;
    return `gives ${what} a contrast of ${contrast}:1 in the ${theme} theme, where WCAG AA asks for ${least}:1; choose ${themes[theme]} colour`;
  }
  return null;
};
