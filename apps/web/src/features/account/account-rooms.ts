// The rooms of one's own account, in the order of their tabs; the first is where its entry leads.

import { mailChoicePath } from '@portal/types';

export const accountRoot = '/account';

export const accountTabs = [
  { key: 'profile', href: '/account/profile' },
  { key: 'messages', href: mailChoicePath },
  { key: 'sessions', href: '/account/sessions' },
  { key: 'tokens', href: '/account/tokens' },
] as const;
