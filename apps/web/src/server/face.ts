// What makes the pages those of this installation: its name, its logo and its accent.
import type { CSSProperties } from 'react';
import { env } from '@/env.ts';
import { logoPath } from './address-rules.ts';

/** What browsers ask for by the address `src`, and how large it is shown. */
export interface LogoShown {
  readonly src: string;
  readonly width: number;
  readonly height: number;
}

export interface Face {
  readonly name: string;
  /** Null where the portal's own sign stands there. */
  readonly logo: LogoShown | null;
}

/** Of the head of a page. */
const height = 24;
const mostWidth = 160;

/** The address changes with what is behind it, which browsers keep for good. */
export const logoAddress = (): string => {
  const { PORTAL_LOGO_FILE: logo, PORTAL_ACCENT: accent = '' } = env();
  return `${logoPath}?v=${logo?.version ?? accent.slice(1)}`;
};

export const face = (): Face => {
  const { PORTAL_NAME: name, PORTAL_LOGO_FILE: logo } = env();
  if (logo === undefined) return { name, logo: null };
  const width = Math.min(mostWidth, Math.round((height * logo.width) / logo.height));
  return { name, logo: { src: logoAddress(), width, height } };
};

/** In the document itself, so that no page is first shown in another colour. What is derived of it stands in globals.css. */
export const accentStyle = (): CSSProperties => {
  const { PORTAL_ACCENT: accent } = env();
  return accent === undefined ? {} : Object.fromEntries([['--face', accent]]);
};
