// A person, a team, a role, a limit and a webhook as shown in the OpenAPI document.
import type { AdministeredPerson, CustomRole, Limit, Team, Webhook } from '@portal/types';

export const teamExample: Team = {
  id: '019ac2e0-1b1c-7a00-9d31-0a1b2c3d4e5f',
  version: 1,
  name: 'Voice support',
  people: 7,
};

export const customRoleExample: CustomRole = {
  id: '019ac2e0-2a3b-7b00-8c41-1a2b3c4d5e6f',
  version: 2,
  name: 'Night shift',
  base: 'support',
  scopes: ['deployments:start', 'deployments:stop', 'read'],
  people: 3,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-23T07:58:12.000Z',
};

export const limitExample: Limit = {
  id: '019ac2e0-3c4d-7c00-8d51-2a3b4c5d6e7f',
  version: 1,
  subject: 'team',
  of: { id: teamExample.id, name: teamExample.name },
  measure: 'memoryMiB',
  together: true,
  value: 262_144,
  endsAt: null,
  updatedAt: '2026-11-23T07:58:12.000Z',
};

export const webhookExample: Webhook = {
  id: '019ac2e0-4d5e-7d00-8e61-3a4b5c6d7e8f',
  version: 1,
  name: 'CMDB',
  url: 'https://cmdb.example.com/hooks/portal',
  actions: ['deployment.'],
  chat: null,
  enabled: true,
  rotatingUntil: null,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:00.000Z',
};

export const personExample: AdministeredPerson = {
  id: '019ac2e1-52aa-7c00-8e02-1f2a3b4c5d6e',
  version: 1,
  kind: 'person',
  name: 'Sam Support',
  email: 'sam.support@example.com',
  role: 'support',
  customRole: { id: customRoleExample.id, name: customRoleExample.name },
  team: { id: teamExample.id, name: teamExample.name },
  state: 'active',
  disabledAt: null,
  disabledReason: null,
  hasSecondFactor: false,
  hasSingleSignOn: false,
  createdAt: '2026-11-20T08:00:00.000Z',
  lastSignInAt: '2026-11-23T07:58:12.000Z',
};
