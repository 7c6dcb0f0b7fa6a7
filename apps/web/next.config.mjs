// How Next builds and serves the portal. Types are checked by `tsc` (TypeScript 7 has no API that Next could call), and
// workspace packages are TypeScript sources that Next transpiles itself. This file is JavaScript, and its plugin is loaded for building
// alone: a server that reads TypeScript here, or the plugin, holds two compilers in its memory (50 MiB) and never uses them.
import { PHASE_PRODUCTION_SERVER } from 'next/constants.js';

/** @type {import('next').NextConfig} */
const config = {
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
  // A page is loaded when it is first asked for.
  experimental: { preloadEntriesOnStart: false },
};

/** @param {string} phase */
export default async function forPhase(phase) {
  if (phase === PHASE_PRODUCTION_SERVER) return config;
  const { default: createNextIntlPlugin } = await import('next-intl/plugin');
  return createNextIntlPlugin('./src/i18n/request.ts')(config);
}
