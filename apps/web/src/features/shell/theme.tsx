'use client';
// Light, dark, or what the system says. The choice is applied before the first paint.
import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';

export function Theme({ nonce, children }: { readonly nonce: string | undefined; readonly children: ReactNode }) {
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      {...(nonce !== undefined && { nonce })}
    >
      {children}
    </ThemeProvider>
  );
}
