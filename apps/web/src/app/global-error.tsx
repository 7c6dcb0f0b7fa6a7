'use client';
// Shown when the document itself could not be put together: no texts, theme or providers can be relied on here.
import { useSyncExternalStore } from 'react';
import { errorPages } from '@/i18n/error-pages.ts';
import { cookieIn, readerOf } from '@/i18n/reader.ts';
import './globals.css';

const neverChanges = () => () => undefined;

const languageHere = () =>
  readerOf({
    acceptLanguage: window.navigator.languages.join(),
    cookie: (name) => cookieIn(document.cookie, name),
  }).language;

export default function GlobalError({ retry }: { readonly retry: () => void }) {
  const language = useSyncExternalStore(neverChanges, languageHere, () => 'en' as const);
  const words = errorPages[language];
  return (
    <html lang={language}>
      <body>
        <title>{words.title}</title>
        <main className="mx-auto flex max-w-lg flex-col items-start gap-3 px-4 py-16">
          <h1 className="text-xl font-semibold">{words.title}</h1>
          <p className="text-ink-muted">{words.text}</p>
          <button type="button" onClick={retry} className="rounded-md bg-accent px-3.5 py-2 font-medium text-on-accent">
            {words.retry}
          </button>
        </main>
      </body>
    </html>
  );
}
