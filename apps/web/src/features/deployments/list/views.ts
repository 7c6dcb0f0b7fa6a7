// Views of the list: each is a name for filters that the address can hold, and nothing besides.
import type { Me, SavedView, ViewFilters } from '@portal/types';
import { selectionOf, sortOf, statusGroupOf } from './list-search.ts';

export interface View {
  readonly name: 'all' | 'mine' | 'shared' | 'team' | 'expiring' | 'attention' | 'failed' | 'deleted';
  readonly search: string;
}

/** What is offered to somebody stands above every view: it waits for them, and is nobody’s row yet. */
export const viewsFor = ({ principal, rights }: Me): readonly View[] => [
  { name: 'all', search: '' },
  { name: 'mine', search: 'owner=me' },
  { name: 'shared', search: 'owner=shared' },
  ...(rights.sees === 'own' || principal.team === null ? [] : [{ name: 'team', search: 'owner=team' } as const]),
  { name: 'expiring', search: 'expiresWithinHours=72&sort=expiresAt' },
  { name: 'attention', search: 'needs=me' },
  { name: 'failed', search: 'status=failed' },
  { name: 'deleted', search: 'status=gone' },
];

/** What the address asks for, as it is saved. */
export const filtersOf = (params: URLSearchParams): ViewFilters => {
  const sort = sortOf(params);
  return { ...selectionOf(params), ...(sort !== undefined && { sort }) };
};

/** The address that asks for what was saved. */
export const searchOf = ({ filters }: SavedView): string => {
  const { status, ...others } = filters;
  const params = new URLSearchParams(Object.entries(others).map(([name, value]) => [name, String(value)]));
  if (status !== undefined) params.set('status', statusGroupOf(status) ?? status);
  return params.toString();
};

const normal = (params: URLSearchParams): string => {
  const own = new URLSearchParams(params);
  own.sort();
  return own.toString();
};

export const isShown = ({ search }: Pick<View, 'search'>, params: URLSearchParams): boolean =>
  normal(new URLSearchParams(search)) === normal(params);
