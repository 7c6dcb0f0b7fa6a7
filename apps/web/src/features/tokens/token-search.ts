// The list between the address and the procedure: tokens that still work, unless `state=all` stands there.
import type { ListTokens } from '@portal/types';
import { pageAsked } from '../paging/cursor-trail.ts';

export const stateParameter = 'state';
export const allStates = 'all';

/** Whose tokens a page is about. */
export type Whose = 'me' | 'all';

const pageSize = 25;

export const showsAll = (params: URLSearchParams): boolean => params.get(stateParameter) === allStates;

export const tokensInput = (owner: Whose, params: URLSearchParams): ListTokens => ({
  owner,
  state: showsAll(params) ? 'all' : 'usable',
  ...pageAsked(params, pageSize),
});
