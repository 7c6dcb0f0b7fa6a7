// What administrators and auditors can ask of clusters, of what is quarantined and of problems; and the trail.
import {
  auditFacetsInputSchema,
  auditFacetsSchema,
  auditIntegritySchema,
  auditPageSchema,
  downloadSchema,
  eventStreamSchema,
  exportAuditSchema,
  followEventsSchema,
  listAuditSchema,
} from '../audit.ts';
import { clusterIdSchema, clusterListSchema } from '../cluster.ts';
import { deploymentSchema } from '../deployment.ts';
import { listProblemsSchema, problemIdSchema, problemItemSchema, problemPageSchema } from '../problems.ts';
import { listQuarantineSchema, orphanListSchema, quarantinePageSchema, settleQuarantineSchema } from '../quarantine.ts';
import { recordOf } from '../records.ts';
import { quarantineActionRows, quarantineActions } from '../settling-actions.ts';
import { seenTemplateListSchema } from '../template-admin.ts';
import type { Action } from './define.ts';

export const clusterRows = {
  list: {
    method: 'GET',
    path: '/clusters',
    summary: 'List the clusters',
    description:
      'What was last seen of each: whether it answers, its nodes, how much room it has, and how it is set up. For administrators, template administrators and auditors.',
    tag: 'clusters',
    who: 'template_overseer',
    output: clusterListSchema,
  },
  templates: {
    method: 'GET',
    path: '/clusters/{id}/templates',
    summary: 'List the PVE templates of a cluster',
    description:
      'As last seen, whether they are on offer or not. By the cluster’s id or name. For administrators, template administrators and auditors.',
    tag: 'clusters',
    who: 'template_overseer',
    input: clusterIdSchema,
    output: seenTemplateListSchema,
  },
} as const satisfies Record<string, Action>;

export const quarantineRows = {
  list: {
    method: 'GET',
    path: '/quarantine',
    summary: 'List what is quarantined',
    description:
      'Deployments whose VM does not prove to be theirs: what the portal has on record beside what the cluster shows. For administrators and auditors.',
    tag: 'quarantine',
    who: 'overseer',
    input: listQuarantineSchema,
    output: quarantinePageSchema,
  },
} as const satisfies Record<string, Action>;

export const settlingRows = recordOf(quarantineActions, (action) => {
  const { begins, summary, description } = quarantineActionRows[action];
  return {
    method: 'POST',
    path: `/quarantine/{id}/${action}`,
    summary,
    description,
    tag: 'quarantine',
    who: 'settler',
    answers: 'deployment',
    // What is done at once has nothing to be followed.
    ...(begins === null ? {} : { accepted: '/deployments/{id}' as const }),
    input: settleQuarantineSchema,
    example: { reason: 'The customer keeps this VM; agreed in CASE-4711.' },
    output: deploymentSchema,
  } as const satisfies Action;
});

export const orphanRows = {
  list: {
    method: 'GET',
    path: '/orphans',
    summary: 'List orphans',
    description:
      'VMs in the portal’s pool, or with its tag or an ownership tag of its own, that no deployment accounts for, oldest first. The portal never touches one. For administrators and auditors.',
    tag: 'quarantine',
    who: 'overseer',
    output: orphanListSchema,
  },
} as const satisfies Record<string, Action>;

export const problemRows = {
  list: {
    method: 'GET',
    path: '/problems',
    summary: 'List problems',
    description:
      'What the portal cannot mend itself, newest first: what is so, what it means, and what to do about it. For administrators and auditors.',
    tag: 'problems',
    who: 'overseer',
    input: listProblemsSchema,
    output: problemPageSchema,
  },
  byId: {
    method: 'GET',
    path: '/problems/{id}',
    summary: 'Read a problem',
    description: 'One problem, open or resolved. For administrators and auditors.',
    tag: 'problems',
    who: 'overseer',
    input: problemIdSchema,
    output: problemItemSchema,
  },
  acknowledge: {
    method: 'POST',
    path: '/problems/{id}/acknowledge',
    summary: 'Acknowledge a problem',
    description:
      'Says that somebody has seen it. It stays open until the portal finds it gone; whoever was first stays named. For administrators.',
    tag: 'problems',
    who: 'administrator',
    answers: 'problem',
    input: problemIdSchema,
    output: problemItemSchema,
  },
  resume: {
    method: 'POST',
    path: '/problems/{id}/resume',
    summary: 'Let the portal go on deleting',
    description:
      'Of a `deletions_stopped`, which this resolves: whatever is due for deletion by now is deleted, and what falls due afterwards is counted anew. For administrators.',
    tag: 'problems',
    who: 'administrator',
    answers: 'problem',
    input: problemIdSchema,
    output: problemItemSchema,
  },
} as const satisfies Record<string, Action>;

export const auditRows = {
  list: {
    method: 'GET',
    path: '/audit',
    summary: 'Read the audit trail',
    description: 'Who did what to which thing, newest first: what concerns you, or everything for auditors.',
    tag: 'audit',
    who: 'anybody',
    input: listAuditSchema,
    output: auditPageSchema,
  },
  facets: {
    method: 'GET',
    path: '/audit/facets',
    summary: 'Count what the filters select of the audit trail',
    description:
      'How many rows the filters select, and of which outcomes, kinds of actions and actors these are. At most the newest 2,000 are counted; each of the three as if there were no filter on itself.',
    tag: 'audit',
    who: 'anybody',
    input: auditFacetsInputSchema,
    output: auditFacetsSchema,
  },
  export: {
    method: 'GET',
    path: '/audit/export',
    summary: 'Export the audit trail',
    description:
      'Everything that the filters select of what you may read, newest first, as a file that is sent while it is read. That you did so is on record, with the filters and the number of rows.',
    tag: 'audit',
    who: 'anybody',
    input: exportAuditSchema,
    output: downloadSchema,
    file: ['text/csv', 'application/jsonl'],
  },
  events: {
    method: 'GET',
    path: '/events',
    summary: 'Follow what happens',
    description:
      'Server-sent events, without an end: what happens to deployments, and for whoever sees everything to clusters, templates, announcements and problems, as far as `GET /audit` tells you of it, and under its scope. `event` is the action, `data` a `PortalEvent` in one line, `id` a cursor: send the last one as `Last-Event-ID` (or `after`) and nothing is lost or told twice. An `id` alone says how far you are. The event `reset` says that what you have not read may have been removed from the audit trail since: read anew what you keep. The stream ends with your token, and once your role or team is another; open it again.',
    tag: 'audit',
    who: 'anybody',
    input: followEventsSchema,
    output: eventStreamSchema,
    streams: true,
  },
  integrity: {
    method: 'GET',
    path: '/audit/integrity',
    summary: 'Read whether the audit trail is whole',
    description:
      'Up to which row it is sealed, when the last seal left the database, and what came of the last time that it was recomputed. `npm run audit:verify` finds out for itself. For administrators and auditors.',
    tag: 'audit',
    who: 'overseer',
    output: auditIntegritySchema,
  },
} as const satisfies Record<string, Action>;
