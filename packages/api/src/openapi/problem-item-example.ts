// A problem as shown in the OpenAPI document.
import type { ProblemItem } from '@portal/types';
import { worded } from '../problems/words.ts';
import { deploymentExample } from './examples.ts';

const params = { vmid: 5017, node: 'pve2', lock: 'snapshot' };

export const problemItemExample: ProblemItem = worded({
  id: '019ac31c-6b20-7f00-8a11-2c3d4e5f6071',
  code: 'lock_left_behind',
  subject: { type: 'deployment', id: deploymentExample.id, name: deploymentExample.name },
  params,
  since: '2026-11-23T11:20:04.000Z',
  lastSeenAt: '2026-11-23T14:02:11.000Z',
  resolvedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
});
