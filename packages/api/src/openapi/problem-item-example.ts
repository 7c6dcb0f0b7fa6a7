// A problem as shown in the OpenAPI document.
import type { ProblemItem, Reason } from '@portal/types';
import { deploymentExample, exampleWords } from './examples.ts';

const problem = {
  code: 'lock_left_behind',
  params: { vmid: 5017, node: 'pve2', lock: 'snapshot' },
} as const satisfies Reason;

export const problemItemExample: ProblemItem = {
  id: '019ac31c-6b20-7f00-8a11-2c3d4e5f6071',
  ...problem,
  subject: { type: 'deployment', id: deploymentExample.id, name: deploymentExample.name },
  title: exampleWords(problem, 'titles'),
  meaning: exampleWords(problem),
  remedy: exampleWords(problem, 'remedies'),
  since: '2026-11-23T11:20:04.000Z',
  lastSeenAt: '2026-11-23T14:02:11.000Z',
  resolvedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
};
