// The list between the address and the procedure.
import type { ListMessages } from '@portal/types';
import { pageAsked } from '../paging/cursor-trail.ts';

export const messagesPath = '/messages';

const pageSize = 25;

export const messagesInput = (params: URLSearchParams): ListMessages => pageAsked(params, pageSize);
