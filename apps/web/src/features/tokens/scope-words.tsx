// What scopes allow, in words: of a token, or of a role that administrators made.
import { useTranslations } from 'next-intl';
import { everyScope, readScope, type ScopeCatalog } from './scope-catalog.ts';

interface ScopeWordsProps {
  readonly scopes: readonly string[];
  readonly catalog: ScopeCatalog;
  /** What `*` stands for. */
  readonly everything: string;
}

export function ScopeWords({ scopes, catalog, everything }: ScopeWordsProps) {
  const t = useTranslations('tokens');
  const single = new Map(catalog.flatMap(({ choices }) => choices.map(({ scope, words }) => [scope, words] as const)));
  const wordsOf = (scope: string): string => {
    if (scope === everyScope) return everything;
    if (scope === readScope) return t('readOnly');
    const whole = catalog.find(({ resource }) => scope === `${resource}:${everyScope}`);
    if (whole !== undefined) return t('wholeResource', { resource: whole.title });
    return single.get(scope) ?? t('unknownScope', { scope });
  };
  return <span className="wrap-anywhere">{scopes.map(wordsOf).join(' · ')}</span>;
}
