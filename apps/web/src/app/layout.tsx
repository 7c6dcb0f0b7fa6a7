// The document around every page: language, theme, texts, and the nonce under which this page's own scripts run.
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import { connection } from 'next/server';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getNow } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Theme } from '@/features/shell/theme.tsx';
import { TimeZoneCookie } from '@/features/shell/time-zone-cookie.tsx';
import { accentStyle, face, logoAddress } from '@/server/face.ts';
import { nonceHeader } from '@/server/request-headers.ts';
import './globals.css';

export const generateMetadata = async (): Promise<Metadata> => {
  await connection();
  const { name } = face();
  return {
    title: { default: name, template: `%s · ${name}` },
    icons: { icon: logoAddress() },
    robots: { index: false },
  };
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#171b21' },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const nonce = (await headers()).get(nonceHeader) ?? undefined;
  return (
    // The theme's class is set before React takes over.
    <html lang={await getLocale()} style={accentStyle()} suppressHydrationWarning>
      <body>
        <Theme nonce={nonce}>
          <NextIntlClientProvider now={await getNow()}>
            <TimeZoneCookie />
            {children}
          </NextIntlClientProvider>
        </Theme>
      </body>
    </html>
  );
}
