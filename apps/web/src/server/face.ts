// What makes the pages those of this installation: its name, its logo and its accent.
import { createHash } from 'node:crypto';
import type { CSSProperties } from 'react';
import { env } from '@/env.ts';
import { logoPath } from './address-rules.ts';

/** What browsers ask for by the address `src`, and how large it is shown. */
export interface LogoShown {
  readonly src: string;
  readonly width: number;
  readonly height: number;
}

interface Sign {
  readonly bytes: BodyInit;
  readonly type: string;
  /** Another one for another drawing. */
  readonly version: string;
}

export interface Face {
  readonly name: string;
  /** Null where the portal's own sign stands there. */
  readonly logo: LogoShown | null;
}

/** Of the head of a page. */
const height = 24;
const mostWidth = 160;

const defaultAccent = '#2152c8';

const ownSign = (accent: string): Sign => {
  const bytes = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="${accent}"><rect x="3" y="3" width="18" height="5" rx="1.5"/><rect x="3" y="9.5" width="18" height="5" rx="1.5" opacity=".55"/><rect x="3" y="16" width="18" height="5" rx="1.5" opacity=".3"/><circle cx="17.5" cy="5.5" r="1" fill="#fff"/></svg>`;
  return { bytes, type: 'image/svg+xml', version: createHash('sha256').update(bytes).digest('hex').slice(0, 12) };
};

/** The logo of this installation, or the portal's own sign in its accent. */
export const sign = (): Sign => {
  const { PORTAL_LOGO_FILE: logo, PORTAL_ACCENT: accent = defaultAccent } = env();
  return logo ?? ownSign(accent);
};

/** The address changes with what is behind it, which browsers keep for good. */
export const logoAddress = (): string => `${logoPath}?v=${sign().version}`;

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
