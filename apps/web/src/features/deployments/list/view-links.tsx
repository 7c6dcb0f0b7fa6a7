'use client';
// The views of the list, a quiet row of links above it: the portal's, and those that somebody has saved.
import type { SavedView } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import Link from '@/components/link';
import { useMe } from '@/features/account/queries.ts';
import type { UrlFilters } from '@/features/paging/url-filters.ts';
import { ForgetView, SaveView } from './saved-view-controls.tsx';
import { useSavedViews } from './saved-view-queries.ts';
import { filtersOf, isShown, searchOf, viewsFor } from './views.ts';

interface LinkedView {
  readonly key: string;
  readonly text: string;
  readonly search: string;
  readonly saved: SavedView | null;
}

export function ViewLinks({ filters: { pathname, params } }: { readonly filters: UrlFilters }) {
  const t = useTranslations('views');
  const views: readonly LinkedView[] = [
    ...viewsFor(useMe()).map(({ name, search }) => ({ key: name, text: t(name), search, saved: null })),
    ...useSavedViews().map((saved) => ({ key: saved.id, text: saved.name, search: searchOf(saved), saved })),
  ];
  const current = views.find((view) => isShown(view, params));
  const filters = filtersOf(params);
  const place = useRef<HTMLElement>(null);
  return (
    <nav ref={place} tabIndex={-1} aria-label={t('label')} className="mb-3">
      <ul className="flex flex-wrap items-center gap-x-1">
        {views.map((view) => (
          <li key={view.key}>
            <ViewLink href={`${pathname}?${view.search}`} isCurrent={view === current}>
              {view.text}
            </ViewLink>
          </li>
        ))}
        <li>
          {current === undefined && Object.keys(filters).length > 0 ? (
            <SaveView filters={filters} fallback={place} />
          ) : null}
          {current?.saved ? <ForgetView view={current.saved} fallback={place} /> : null}
        </li>
      </ul>
    </nav>
  );
}

interface ViewLinkProps {
  readonly href: string;
  readonly isCurrent: boolean;
  readonly children: string;
}

function ViewLink({ href, isCurrent, children }: ViewLinkProps) {
  return (
    <Link
      href={href}
      // Each would be a list that is rendered in advance.
      prefetch={false}
      aria-current={isCurrent ? 'page' : undefined}
      className={clsx(
        'inline-flex min-h-8 items-center rounded-md px-2 text-[0.8125rem] wrap-anywhere',
        isCurrent ? 'bg-sunken font-medium text-ink' : 'text-ink-muted hover:bg-sunken hover:text-ink',
      )}
    >
      {children}
    </Link>
  );
}
