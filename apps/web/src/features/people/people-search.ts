// The list between the address and the procedure. Whatever would be refused is left out.
import { type ListPeople, longestFilter, personKinds, personStates, roles, withoutControls } from '@portal/types';
import { pageAsked } from '../paging/cursor-trail.ts';

const pageSize = 50;
export const longestPeopleSearch = longestFilter.q;

const filterNames = ['q', 'kind', 'role', 'state', 'team'] as const;

const oneOf = <Value extends string>(values: readonly Value[], text: string | null): Value | undefined =>
  values.find((value) => value === text);

const searched = (text: string): string | undefined =>
  text !== '' && text.length <= longestPeopleSearch && withoutControls.test(text) ? text : undefined;

export const peopleInput = (params: URLSearchParams): ListPeople => {
  const q = searched(params.get('q')?.trim() ?? '');
  const kind = oneOf(personKinds, params.get('kind'));
  const role = oneOf(roles, params.get('role'));
  const state = oneOf(personStates, params.get('state'));
  const team = /^[0-9a-f-]{36}$/.exec(params.get('team') ?? '')?.[0];
  return {
    ...pageAsked(params, pageSize),
    ...(q !== undefined && { q }),
    ...(kind !== undefined && { kind }),
    ...(role !== undefined && { role }),
    ...(state !== undefined && { state }),
    ...(team !== undefined && { team }),
  };
};

export const hasPeopleFilters = (params: URLSearchParams): boolean => filterNames.some((name) => params.get(name));
