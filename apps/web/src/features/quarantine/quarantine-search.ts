// The page of the list between the address and the procedure.
import type { ListQuarantine } from '@portal/types';
import { cursorTrail } from '../paging/cursor-trail.ts';

/** Each takes half a screen. */
const pageSize = 20;

export const quarantineInput = (params: URLSearchParams): ListQuarantine => {
  const cursor = cursorTrail(params).at(-1);
  return { limit: pageSize, ...(cursor !== undefined && { cursor }) };
};
