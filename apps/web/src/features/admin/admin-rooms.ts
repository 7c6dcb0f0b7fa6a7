// The rooms of the administration, in the order of their tabs; the first is where its entry leads.

export const adminRoot = '/admin';

/** The one that template administrators have. */
export const templateRoom = '/admin/templates';

export const adminTabs = [
  { key: 'problems', href: '/admin/problems' },
  { key: 'clusters', href: '/admin/clusters' },
  { key: 'templates', href: templateRoom },
  { key: 'quarantine', href: '/admin/quarantine' },
  { key: 'orphans', href: '/admin/orphans' },
  { key: 'people', href: '/admin/people' },
  { key: 'tokens', href: '/admin/tokens' },
  { key: 'mail', href: '/admin/mail' },
] as const;
