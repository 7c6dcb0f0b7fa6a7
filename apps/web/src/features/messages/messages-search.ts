// The list between the address and the procedure.
import type { ListMessages } from '@portal/types';
import { cursorTrail } from '../paging/cursor-trail.ts';

export const messagesPath = '/messages';

const pageSize = 25;

export const messagesInput = (params: URLSearchParams): ListMessages => {
  const cursor = cursorTrail(params).at(-1);
  return { limit: pageSize, ...(cursor !== undefined && { cursor }) };
};
