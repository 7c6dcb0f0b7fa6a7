'use client';
// A box to tick for each thing that a token or a role may be made for, by resource.
import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { everyScope, type ScopeCatalog } from './scope-catalog.ts';

interface ScopeChoicesProps {
  readonly catalog: ScopeCatalog;
  readonly box: (scope: string) => ComponentProps<'input'>;
}

export function ScopeChoices({ catalog, box }: ScopeChoicesProps) {
  const t = useTranslations('tokens');
  return (
    <div className="flex flex-col gap-1.5 rounded-md border border-line p-3">
      {catalog.map(({ resource, title, choices }) => (
        <details key={resource}>
          <summary className="min-h-8 cursor-pointer py-1 font-medium">{title}</summary>
          <div className="flex flex-col gap-1 pb-2 pl-4">
            <Choice box={box(`${resource}:${everyScope}`)} words={t('wholeResource', { resource: title })} />
            {choices.map(({ scope, words }) => (
              <Choice key={scope} box={box(scope)} words={words} />
            ))}
          </div>
        </details>
      ))}
    </div>
  );
}

export function Choice({ box, words }: { readonly box: ComponentProps<'input'>; readonly words: string }) {
  return (
    <label className="flex min-h-6 items-start gap-2">
      <input type="checkbox" {...box} className="mt-1 accent-accent" />
      <span>{words}</span>
    </label>
  );
}
