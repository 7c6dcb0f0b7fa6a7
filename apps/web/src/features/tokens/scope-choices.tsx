'use client';
// A box to tick for each thing that a token or a role may be made for, by resource.
import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { GroupedChoices } from '@/components/grouped-choices.tsx';
import { everyScope, type ScopeCatalog } from './scope-catalog.ts';

interface ScopeChoicesProps {
  readonly catalog: ScopeCatalog;
  /** At first. */
  readonly chosen?: readonly string[];
  readonly box: (scope: string) => ComponentProps<'input'>;
}

export function ScopeChoices({ catalog, chosen = [], box }: ScopeChoicesProps) {
  const t = useTranslations('tokens');
  const groups = catalog.map(({ resource, title, choices }) => ({
    ...{ key: resource, title },
    choices: [
      { value: `${resource}:${everyScope}`, words: t('wholeResource', { resource: title }) },
      ...choices.map(({ scope, words }) => ({ value: scope, words })),
    ],
  }));
  return <GroupedChoices groups={groups} chosen={chosen} box={box} />;
}
