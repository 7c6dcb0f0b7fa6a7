// The page of the list between the address and the procedure.
import type { ListQuarantine } from '@portal/types';
import { pageAsked } from '../paging/cursor-trail.ts';

/** Each takes half a screen. */
const pageSize = 20;

export const quarantineInput = (params: URLSearchParams): ListQuarantine => pageAsked(params, pageSize);
