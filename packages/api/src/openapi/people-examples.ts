// A person and a team as shown in the OpenAPI document.
import type { AdministeredPerson, Team } from '@portal/types';

export const teamExample: Team = { id: '019ac2e0-1b1c-7a00-9d31-0a1b2c3d4e5f', name: 'Voice support', people: 7 };

export const personExample: AdministeredPerson = {
  id: '019ac2e1-52aa-7c00-8e02-1f2a3b4c5d6e',
  kind: 'person',
  name: 'Sam Support',
  email: 'sam.support@example.com',
  role: 'support',
  team: { id: teamExample.id, name: teamExample.name },
  state: 'active',
  disabledAt: null,
  disabledReason: null,
  hasSecondFactor: false,
  createdAt: '2026-11-20T08:00:00.000Z',
  lastSignInAt: '2026-11-23T07:58:12.000Z',
};
