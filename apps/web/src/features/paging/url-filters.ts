'use client';
// Filters that live in the address: read from it, and written back without loading the page anew.
import { usePathname, useSearchParams } from 'next/navigation';
import { withFilter } from './cursor-trail.ts';

export interface UrlFilters {
  readonly pathname: string;
  readonly params: URLSearchParams;
  readonly set: (change: Readonly<Record<string, string | null>>) => void;
  readonly clear: () => void;
}

export const useUrlFilters = (): UrlFilters => {
  const pathname = usePathname();
  const params = new URLSearchParams(useSearchParams().toString());
  const go = (href: string): void => window.history.replaceState(null, '', href);
  return {
    pathname,
    params,
    set: (change) => go(withFilter(pathname, params, change)),
    clear: () => go(pathname),
  };
};
