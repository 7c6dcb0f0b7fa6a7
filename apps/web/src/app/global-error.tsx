'use client';
// Shown when the document itself could not be put together: no texts, theme or providers can be relied on here.
import errorPage from '../../messages/en.error-page.json' with { type: 'json' };
import './globals.css';

export default function GlobalError({ retry }: { readonly retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>{errorPage.title}</title>
        <main className="mx-auto flex max-w-lg flex-col items-start gap-3 px-4 py-16">
          <h1 className="text-xl font-semibold">{errorPage.title}</h1>
          <p className="text-ink-muted">{errorPage.text}</p>
          <button type="button" onClick={retry} className="rounded-md bg-accent px-3.5 py-2 font-medium text-on-accent">
            {errorPage.retry}
          </button>
        </main>
      </body>
    </html>
  );
}
