// Which requests are listed: those that wait, those that were decided, or one's own, which are all there is for whoever sees nobody else's.
import { type ListLimitRequests, limitRequestsPath, type Me } from '@portal/types';
import { pageAsked } from '../paging/cursor-trail.ts';

const inputs = {
  open: { whose: 'others', open: true },
  decided: { whose: 'others', open: false },
  own: { whose: 'own' },
} as const satisfies Record<string, ListLimitRequests>;

export const requestTabs = ['open', 'decided', 'own'] as const satisfies readonly (keyof typeof inputs)[];
export type RequestTab = (typeof requestTabs)[number];

type Rights = Pick<Me['rights'], 'sees'>;

export const seesOthers = ({ sees }: Rights): boolean => sees !== 'own';

export const shownTab = (rights: Rights, params: URLSearchParams): RequestTab =>
  seesOthers(rights) ? (requestTabs.find((tab) => tab === params.get('show')) ?? 'open') : 'own';

export const tabHref = (tab: RequestTab): string => `${limitRequestsPath}?show=${tab}`;

const pageSize = 25;

export const requestsInput = (rights: Rights, params: URLSearchParams): ListLimitRequests => ({
  ...inputs[shownTab(rights, params)],
  ...pageAsked(params, pageSize),
});
