// The rooms of the administration, in the order of their tabs, and what whoever enters looks at there. The first that somebody has is where
// the entry leads.
import type { ActionName } from '@portal/types';

export const adminRoot = '/admin';

export const adminTabs = [
  { key: 'problems', href: '/admin/problems', action: 'problems.list' },
  { key: 'health', href: '/admin/health', action: 'health.read' },
  { key: 'clusters', href: '/admin/clusters', action: 'clusters.list' },
  { key: 'templates', href: '/admin/templates', action: 'templates.versions' },
  { key: 'quarantine', href: '/admin/quarantine', action: 'quarantine.list' },
  { key: 'orphans', href: '/admin/orphans', action: 'orphans.list' },
  { key: 'people', href: '/admin/people', action: 'people.list' },
  { key: 'limits', href: '/admin/limits', action: 'limits.list' },
  { key: 'tokens', href: '/admin/tokens', action: 'tokens.list' },
  { key: 'announcements', href: '/admin/announcements', action: 'announcements.list' },
  { key: 'mail', href: '/admin/mail', action: 'mail.settings' },
  { key: 'webhooks', href: '/admin/webhooks', action: 'webhooks.list' },
] as const satisfies readonly { readonly key: string; readonly href: string; readonly action: ActionName }[];

export type AdminRoom = (typeof adminTabs)[number]['key'];
