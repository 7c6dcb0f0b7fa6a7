// What can be asked of templates and their canaries.
import { templateIdSchema, templateListSchema, templateSchema } from '../template.ts';
import {
  canaryIdSchema,
  canaryRunListSchema,
  canaryRunSchema,
  publishTemplateSchema,
  registerTemplateSchema,
  templateReasonSchema,
  templateVersionListSchema,
} from '../template-admin.ts';
import type { Action } from './define.ts';

const tag = 'templates';

const change = {
  method: 'POST',
  tag,
  who: 'template_administrator',
  answers: 'template',
  output: templateSchema,
} as const;

export const templateRows = {
  list: {
    method: 'GET',
    path: '/templates',
    summary: 'List the templates on offer',
    description: 'Every active template in its current version, with its sizes and lease bounds.',
    tag,
    who: 'anybody',
    output: templateListSchema,
  },
  byId: {
    method: 'GET',
    path: '/templates/{id}',
    summary: 'Read one template',
    description: 'By its id or its slug.',
    tag,
    who: 'anybody',
    input: templateIdSchema,
    output: templateSchema,
  },
  versions: {
    method: 'GET',
    path: '/templates/{id}/versions',
    summary: 'List the versions of a template',
    description:
      'Newest first, with where each comes from in Proxmox VE. For administrators, template administrators and auditors.',
    tag,
    who: 'template_overseer',
    input: templateIdSchema,
    output: templateVersionListSchema,
  },
  canaries: {
    method: 'GET',
    path: '/templates/{id}/canaries',
    summary: 'List the canaries of a template',
    description:
      'The latest 30, newest first, each with where its VM stands. For administrators, template administrators and auditors.',
    tag,
    who: 'template_overseer',
    input: templateIdSchema,
    output: canaryRunListSchema,
  },
  register: {
    ...change,
    path: '/templates',
    summary: 'Register a template',
    description:
      'Puts a PVE template on offer as version 1. It is checked against what the cluster shows; each fault is named by its field. For administrators and template administrators.',
    input: registerTemplateSchema,
  },
  publish: {
    ...change,
    path: '/templates/{id}/versions',
    summary: 'Publish a new version of a template',
    description:
      'New requests take it; VMs that exist keep theirs. Refused with 409 when another version was published since `baseVersion`. For administrators and template administrators.',
    input: publishTemplateSchema,
  },
  deprecate: {
    ...change,
    path: '/templates/{id}/deprecate',
    summary: 'Deprecate a template',
    description:
      'It stays in the list with the reason and takes no new requests. For administrators and template administrators.',
    input: templateReasonSchema,
    example: { reason: 'Use Debian 14 instead.' },
  },
  disable: {
    ...change,
    path: '/templates/{id}/disable',
    summary: 'Disable a template',
    description:
      'Like deprecating, for a template that must not be used. For administrators and template administrators.',
    input: templateReasonSchema,
    example: { reason: 'Use Debian 14 instead.' },
  },
  enable: {
    ...change,
    path: '/templates/{id}/enable',
    summary: 'Put a template on offer again',
    description:
      'Undoes a deprecation, and a disabling by an administrator or by a canary. For administrators and template administrators.',
    input: templateIdSchema,
  },
  canary: {
    method: 'POST',
    path: '/templates/{id}/canary',
    summary: 'Try a template now',
    description:
      'Makes a VM with the defaults, waits for its address and deletes it, in the background. One that is under way already is answered instead. For administrators and template administrators.',
    tag,
    who: 'template_administrator',
    answers: 'canary_run',
    accepted: '/canaries/{id}',
    input: templateIdSchema,
    output: canaryRunSchema,
  },
} as const satisfies Record<string, Action>;

export const canaryRows = {
  byId: {
    method: 'GET',
    path: '/canaries/{id}',
    summary: 'Read one canary',
    description:
      'Its verdict, and where its VM stands: `deleted` when nothing is left behind. For administrators, template administrators and auditors.',
    tag,
    who: 'template_overseer',
    input: canaryIdSchema,
    output: canaryRunSchema,
  },
} as const satisfies Record<string, Action>;
