/** A template, a VM made from it, and the person whose it is. */
import { actionRefusal, actionState } from '@portal/domain';
import { aDeployment } from '@portal/domain/testing';
import { rendererFor } from '@portal/messages';
import { type Deployment, deploymentActions, type Me, recordOf, type Template } from '@portal/types';

export const template: Template = {
  id: '019ac2f0-5d4e-7c61-9b1a-4f3d2c1b0a99',
  slug: 'debian-13',
  version: 1,
  name: 'Debian 13',
  category: 'linux_utility',
  summary: 'A plain server',
  description: '',
  operatingSystem: 'Debian 13',
  included: ['SSH on port 22'],
  vcpus: { min: 1, default: 2, max: 8 },
  memoryMiB: { min: 1024, default: 2048, max: 16_384 },
  diskGiB: { min: 10, default: 20, max: 200 },
  lease: { minHours: 4, defaultHours: 72, maxHours: 336, graceHours: 48 },
  accessMethods: ['ssh'],
  loginUser: 'support',
  cloudInit: true,
  guestAgent: true,
  firstBoot: 'plain',
  state: 'available',
  stateReason: null,
  stateCause: null,
  stateSetBy: 'admin',
  creatable: { allowed: true, reason: null, code: null, params: null },
  clusterUnreachableSince: null,
  history: null,
  canary: null,
  source: null,
};

export const me: Me = {
  principal: {
    kind: 'user',
    userId: '019ac2ee-0001-7a00-8000-000000000001',
    name: 'Sam Support',
    email: 'sam.support@example.com',
    role: 'support',
    team: null,
  },
  rights: { sees: 'own', creates: 'own', administration: 'none' },
  policy: { deployments: 5, vcpus: 32, memoryMiB: 49_152, diskGiB: 500 },
  usage: { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 },
  cluster: { name: 'demo', simulated: true },
  simulation: null,
  openProblems: null,
};

const words = rendererFor();

/** With the actions that the domain's own table allows there. */
export const deploymentIn = (status: 'running' | 'stopped'): Deployment => ({
  id: '019ac30a-0001-7d10-9c3e-5b6a7f809112',
  version: 7,
  name: 'case-4711-trace',
  status,
  statusMessage: null,
  statusReason: null,
  failureCode: null,
  templateId: template.id,
  templateVersion: 1,
  templateName: template.name,
  category: template.category,
  owner: { id: me.principal.userId, name: me.principal.name, email: me.principal.email },
  team: null,
  vcpus: 2,
  memoryMiB: 2048,
  diskGiB: 20,
  addresses: ['10.20.0.17'],
  addressesAreFallback: false,
  guestAgent: true,
  accessMethods: ['ssh'],
  loginUser: 'support',
  purpose: null,
  ticket: 'CASE-4711',
  createdAt: '2026-11-22T09:00:00.000Z',
  updatedAt: '2026-11-22T09:01:12.000Z',
  expiresAt: '2026-11-24T09:00:00.000Z',
  deleteAt: '2026-11-25T09:00:00.000Z',
  maxExpiresAt: '2026-12-06T09:00:00.000Z',
  operation: null,
  queuePosition: null,
  estimate: null,
  clusterUnreachableSince: null,
  hasPassword: false,
  placement: null,
  actions: recordOf(deploymentActions, (action) => actionState(actionRefusal(action, aDeployment({ status })), words)),
});
