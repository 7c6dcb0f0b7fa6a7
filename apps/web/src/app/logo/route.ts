// The sign of this installation, for browsers' tabs, home screens and the head of the pages: its logo, or the portal's own in its accent.
import { env } from '@/env.ts';

export const dynamic = 'force-dynamic';

const defaultAccent = '#2152c8';

const ownSign = (accent: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="${accent}"><rect x="3" y="3" width="18" height="5" rx="1.5"/><rect x="3" y="9.5" width="18" height="5" rx="1.5" opacity=".55"/><rect x="3" y="16" width="18" height="5" rx="1.5" opacity=".3"/><circle cx="17.5" cy="5.5" r="1" fill="#fff"/></svg>`;

/** Whatever a drawing has in it, nothing of it runs and nothing is loaded, also where somebody opens it by itself. */
const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

export const GET = (): Response => {
  const { PORTAL_LOGO_FILE: logo, PORTAL_ACCENT: accent = defaultAccent } = env();
  return new Response(logo?.bytes ?? ownSign(accent), {
    headers: {
      'content-type': logo?.type ?? 'image/svg+xml',
      'content-security-policy': contentSecurityPolicy,
      'cache-control': 'public, max-age=31536000, immutable',
    },
  });
};
