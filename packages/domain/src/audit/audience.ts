// Who hears in the live feed of what happened to no single deployment. Everybody's pages show templates, what is
// announced and whether a cluster answers; the rest is on pages of the administration, and in the trail of those who see all of it.
import type { AuditOutcome, Who } from '@portal/types';
import { announcementActions } from './announcement-events.ts';
import { clusterActions } from './cluster-events.ts';
import { problemActions } from './problem-events.ts';
import { templateActions } from './template-events.ts';

export type Audience = Extract<Who, 'anybody' | 'template_overseer' | 'overseer'>;

type SharedAction =
  | (typeof announcementActions)[keyof typeof announcementActions]
  | (typeof clusterActions)[keyof typeof clusterActions]
  | (typeof templateActions)[keyof typeof templateActions]
  | (typeof problemActions)[keyof typeof problemActions];

const audiences = {
  [clusterActions.unreachable]: 'anybody',
  [clusterActions.reachable]: 'anybody',
  [clusterActions.orphanFound]: 'overseer',
  [clusterActions.orphanGone]: 'overseer',
  [templateActions.registered]: 'anybody',
  [templateActions.versionPublished]: 'anybody',
  [templateActions.deprecated]: 'anybody',
  [templateActions.disabled]: 'anybody',
  [templateActions.enabled]: 'anybody',
  [templateActions.canaryRequested]: 'template_overseer',
  [templateActions.canaryStarted]: 'template_overseer',
  [templateActions.canaryVmRequested]: 'template_overseer',
  // A template's card says how its canaries went.
  [templateActions.canaryPassed]: 'anybody',
  [templateActions.canaryFailed]: 'anybody',
  [templateActions.canaryInconclusive]: 'anybody',
  [templateActions.canaryLeftVm]: 'template_overseer',
  [announcementActions.published]: 'anybody',
  [announcementActions.withdrawn]: 'anybody',
  [problemActions.raised]: 'overseer',
  [problemActions.changed]: 'overseer',
  [problemActions.resolved]: 'overseer',
  [problemActions.acknowledged]: 'overseer',
} as const satisfies Record<SharedAction, Audience>;

const known = new Map<string, Audience>(Object.entries(audiences));

/**
 * What was refused has changed nothing that anybody's page shows. Actions from outside of this vocabulary say that the
 * configuration made or changed a cluster or a template.
 */
export const audienceOf = ({
  action,
  outcome,
}: {
  readonly action: string;
  readonly outcome: AuditOutcome;
}): Audience => (outcome === 'refused' ? 'overseer' : (known.get(action) ?? 'anybody'));
