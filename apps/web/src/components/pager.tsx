// Pages of a cursor list. The address holds the cursors of the pages walked through, so that each page can be bookmarked
// and the one before it is a link.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from './button.tsx';

interface PagerProps {
  readonly page: number;
  readonly previousHref: string | null;
  readonly nextHref: string | null;
}

export function Pager({ page, previousHref, nextHref }: PagerProps) {
  const t = useTranslations('pager');
  if (previousHref === null && nextHref === null) return null;
  return (
    <nav aria-label={t('label')} className="mt-4 flex items-center justify-between gap-3">
      {previousHref === null ? (
        <span />
      ) : (
        <ButtonLink href={previousHref} rel="prev" size="sm">
          <ChevronLeft aria-hidden className="size-4" />
          {t('previous')}
        </ButtonLink>
      )}
      <span className="text-ink-muted tabular-nums">{t('page', { page })}</span>
      {nextHref === null ? (
        <span />
      ) : (
        <ButtonLink href={nextHref} rel="next" size="sm">
          {t('next')}
          <ChevronRight aria-hidden className="size-4" />
        </ButtonLink>
      )}
    </nav>
  );
}
