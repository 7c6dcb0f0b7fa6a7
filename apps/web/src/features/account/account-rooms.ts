// The rooms of one's own account, in the order of their tabs; the first is where its entry leads.

export const accountRoot = '/account';

export const accountTabs = [
  { key: 'profile', href: '/account/profile' },
  { key: 'messages', href: '/account/messages' },
  { key: 'sessions', href: '/account/sessions' },
  { key: 'tokens', href: '/account/tokens' },
] as const;
