// Who hears in the live feed of what happened to no single deployment. Everybody's pages show templates and whether a
// cluster answers; the rest is on pages of the administration, and in the trail of those who see all of it.
import type { AuditOutcome } from '@portal/types';
import { clusterActions } from './cluster-events.ts';
import { problemActions } from './problem-events.ts';
import { templateActions } from './template-events.ts';

export type Audience = 'everybody' | 'overseers';

type SharedAction =
  | (typeof clusterActions)[keyof typeof clusterActions]
  | (typeof templateActions)[keyof typeof templateActions]
  | (typeof problemActions)[keyof typeof problemActions];

const audiences = {
  [clusterActions.unreachable]: 'everybody',
  [clusterActions.reachable]: 'everybody',
  [clusterActions.orphanFound]: 'overseers',
  [clusterActions.orphanGone]: 'overseers',
  [templateActions.registered]: 'everybody',
  [templateActions.versionPublished]: 'everybody',
  [templateActions.deprecated]: 'everybody',
  [templateActions.disabled]: 'everybody',
  [templateActions.enabled]: 'everybody',
  [templateActions.canaryRequested]: 'overseers',
  [templateActions.canaryStarted]: 'overseers',
  [templateActions.canaryVmRequested]: 'overseers',
  // A template's card says how its canaries went.
  [templateActions.canaryPassed]: 'everybody',
  [templateActions.canaryFailed]: 'everybody',
  [templateActions.canaryInconclusive]: 'everybody',
  [templateActions.canaryLeftVm]: 'overseers',
  [problemActions.raised]: 'overseers',
  [problemActions.changed]: 'overseers',
  [problemActions.resolved]: 'overseers',
  [problemActions.acknowledged]: 'overseers',
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
}): Audience => (outcome === 'refused' ? 'overseers' : (known.get(action) ?? 'everybody'));
