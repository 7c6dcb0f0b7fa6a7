// The list between the address and the procedure: open problems, unless `state=resolved` stands there.
import type { ListProblems } from '@portal/types';
import { pageAsked } from '../paging/cursor-trail.ts';

export const stateParameter = 'state';
export const resolvedState = 'resolved';

const pageSize = 25;

export const showsResolved = (params: URLSearchParams): boolean => params.get(stateParameter) === resolvedState;

export const problemsInput = (params: URLSearchParams): ListProblems => ({
  state: showsResolved(params) ? 'resolved' : 'open',
  ...pageAsked(params, pageSize),
});
