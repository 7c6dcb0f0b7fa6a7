// What administrators can ask of limits; auditors may look.
import {
  changeLimitSchema,
  createLimitSchema,
  limitIdSchema,
  limitListSchema,
  limitPreviewSchema,
  limitReportsSchema,
  limitSchema,
  previewLimitSchema,
} from '../limits.ts';
import { personIdSchema } from '../people.ts';
import { templateIdSchema } from '../template.ts';
import type { Action } from './define.ts';

const tag = 'limits';

const change = { tag, who: 'administrator', answers: 'limit', output: limitSchema } as const;

export const limitRows = {
  list: {
    method: 'GET',
    path: '/limits',
    summary: 'List the limits',
    description:
      'All that are in force. A person has the lowest of those for everyone, their role and their team, or what is granted to the person instead; a limit on what is held together, or by all VMs of a template or on a cluster, counts beside it. For administrators and auditors.',
    tag,
    who: 'overseer',
    output: limitListSchema,
  },
  byId: {
    method: 'GET',
    path: '/limits/{id}',
    summary: 'Read one limit',
    description: 'For administrators and auditors.',
    tag,
    who: 'overseer',
    tagged: true,
    input: limitIdSchema,
    output: limitSchema,
  },
  preview: {
    method: 'GET',
    path: '/limits/preview',
    summary: 'See who would be above a limit',
    description:
      'Whoever holds more now than such a limit would allow, most first. Setting it takes nothing from them: they get no more until they hold less. For administrators and auditors.',
    tag,
    who: 'overseer',
    input: previewLimitSchema,
    output: limitPreviewSchema,
  },
  ofPerson: {
    method: 'GET',
    path: '/people/{id}/limits',
    summary: 'Read what holds for one person',
    description:
      'Every limit that holds for this person now, with whose it is and what is held of it: as `limits` of `GET /me` tells it to themselves. For administrators and auditors.',
    tag,
    who: 'overseer',
    input: personIdSchema,
    output: limitReportsSchema,
  },
  ofTemplate: {
    method: 'GET',
    path: '/templates/{id}/limits',
    summary: 'Read what is left for VMs of a template',
    description:
      'The contingents of the template and of the cluster that it is on: the most that all VMs of each may hold together, and what they hold now, whoever’s they are. They count beside the limits of the person.',
    tag,
    who: 'anybody',
    input: templateIdSchema,
    output: limitReportsSchema,
  },
  create: {
    ...change,
    method: 'POST',
    path: '/limits',
    summary: 'Set a limit',
    description:
      'Of one measure, for everyone, a built-in role, a team or a person, or for all VMs of a template or on a cluster. It counts at once for whatever is asked from then on; what is held already stays. For administrators.',
    input: createLimitSchema,
    example: { subject: 'role', of: 'support', measure: 'vcpus', value: 24 },
  },
  change: {
    ...change,
    method: 'PATCH',
    path: '/limits/{id}',
    summary: 'Change a limit',
    description:
      'How high it is. It may be lower than what is held already, which stays: no more is let in until less is held. For administrators.',
    input: changeLimitSchema,
    example: { value: 32 },
  },
  remove: {
    ...change,
    method: 'DELETE',
    path: '/limits/{id}',
    summary: 'Remove a limit',
    description:
      'From then on only the others hold; without any of what VMs take, what the portal takes at most. For administrators.',
    input: limitIdSchema,
  },
} as const satisfies Record<string, Action>;
