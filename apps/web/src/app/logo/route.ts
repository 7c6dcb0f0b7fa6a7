// The sign of this installation, for browsers' tabs, home screens and the head of the pages.
import type { NextRequest } from 'next/server';
import { sign } from '@/server/face.ts';

export const dynamic = 'force-dynamic';

/** Whatever a drawing has in it, nothing of it runs and nothing is loaded, also where somebody opens it by itself. */
const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** A page of another process, started with another logo, has sent the browser here: ours must not be kept under that address. */
const keptFor = (isThisOne: boolean): string => (isThisOne ? 'public, max-age=31536000, immutable' : 'no-store');

export const GET = ({ nextUrl }: NextRequest): Response => {
  const { bytes, type, version } = sign();
  return new Response(bytes, {
    headers: {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy,
      'cache-control': keptFor(nextUrl.searchParams.get('v') === version),
    },
  });
};
