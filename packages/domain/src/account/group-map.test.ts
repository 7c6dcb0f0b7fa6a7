import { expect, test } from 'vitest';
import { type GroupMap, rightsOfGroups } from './group-map.ts';

const map: GroupMap = {
  helpdesk: { role: 'support', team: 'Voice' },
  desktop: { role: 'support', team: 'Desktop' },
  leads: { role: 'lead' },
  revision: { role: 'auditor' },
  'portal-admins': { role: 'admin' },
  nights: { role: 'support', customRole: 'Night shift', team: 'Nights' },
};

test.each([
  [['helpdesk'], { role: 'support', team: 'Voice' }],
  [['desktop', 'helpdesk'], { role: 'support', team: 'Voice' }],
  [['helpdesk', 'leads'], { role: 'lead', team: 'Voice' }],
  [['revision', 'desktop'], { role: 'auditor', team: 'Desktop' }],
  [['everyone', 'portal-admins', 'leads'], { role: 'admin', team: null }],
  [['nights'], { role: 'support', customRole: 'Night shift', team: 'Nights' }],
  [['nights', 'desktop'], { role: 'support', team: 'Desktop' }],
  [['everyone'], null],
  [['Helpdesk'], null],
  [['__proto__', 'constructor'], null],
  [[], null],
])('%j', (groups, rights) => {
  expect(rightsOfGroups(groups, map)).toEqual(rights && { customRole: null, ...rights });
});
