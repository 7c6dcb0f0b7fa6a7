// How Next builds and serves the portal. Types are checked by `tsc` (TypeScript 7 has no API that Next could call), and
// workspace packages are TypeScript sources that Next transpiles itself.
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
];

const config: NextConfig = {
  poweredByHeader: false,
  // The edge in front compresses for everybody.
  compress: false,
  // No image is resized here, so the address that would do it does not exist.
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  transpilePackages: [
    '@portal/api',
    '@portal/configuration',
    '@portal/db',
    '@portal/domain',
    '@portal/messages',
    '@portal/types',
  ],
  serverExternalPackages: ['pg', 'better-auth', '@prisma/client', '@prisma/adapter-pg', 'graphile-worker'],
  headers: async () => [{ source: '/(.*)', headers: securityHeaders }],
};

export default createNextIntlPlugin('./src/i18n/request.ts')(config);
