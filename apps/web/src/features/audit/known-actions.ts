// The audit actions that the message catalog has words for, by what they are about; any other is shown as it is
// recorded. Their order is that of the filter's menu.
import {
  deploymentActionRows,
  deploymentActions,
  operationActionRows,
  operationActions,
  quarantineActionRows,
  quarantineActions,
} from '@portal/types';

export const actionGroups = [
  {
    subject: 'deployment',
    actions: [
      'deployment.created',
      ...deploymentActions.map((action) => deploymentActionRows[action].audit),
      ...quarantineActions.map((action) => quarantineActionRows[action].audit),
      ...operationActions.map((action) => operationActionRows[action].audit),
      'deployment.password_revealed',
      'deployment.waiting',
      'deployment.placed',
      'deployment.step_started',
      'deployment.task_started',
      'deployment.step_done',
      'deployment.provisioned',
      'deployment.operation_done',
      'deployment.operation_cancelled',
      'deployment.failed',
      'deployment.vmid_taken',
      'deployment.lease_ended',
      'deployment.grace_ended',
      'deployment.deleted',
      'deployment.quarantined',
      'deployment.moved_outside',
      'deployment.power_changed_outside',
      'deployment.removed_outside',
      'deployment.found_again',
      'deployment.address_changed',
      'deployment.renamed_outside',
      'deployment.resized_outside',
      'deployment.out_of_sight',
      'deployment.in_sight_again',
      'deployment.adopted',
    ],
  },
  {
    subject: 'user',
    actions: [
      'user.signed_in',
      'user.sign_in_refused',
      'user.signed_out',
      'user.session_changed',
      'user.session_expired',
      'user.created',
      'user.changed',
      'user.removed',
      'user.disabled',
      'user.enabled',
      'user.account_linked',
      'user.account_changed',
      'user.account_unlinked',
      'user.password_link_made',
      'user.password_link_used',
      'user.password_link_removed',
      'user.rate_limited',
    ],
  },
  { subject: 'team', actions: ['team.created', 'team.renamed'] },
  {
    subject: 'template',
    actions: [
      'template.published',
      'template.registered',
      'template.version_published',
      'template.deprecated',
      'template.disabled',
      'template.enabled',
      'template.canary_requested',
      'template.canary_started',
      'template.canary_vm_requested',
      'template.canary_passed',
      'template.canary_failed',
      'template.canary_inconclusive',
      'template.canary_vm_left',
    ],
  },
  {
    subject: 'cluster',
    actions: [
      'cluster.registered',
      'cluster.changed',
      'cluster.unreachable',
      'cluster.reachable',
      'cluster.orphan_found',
      'cluster.orphan_gone',
    ],
  },
  {
    subject: 'problem',
    actions: ['problem.raised', 'problem.changed', 'problem.resolved', 'problem.acknowledged'],
  },
  { subject: 'audit', actions: ['audit.export_begun', 'audit.exported'] },
  {
    subject: 'api_token',
    actions: [
      'api_token.created',
      'api_token.rotated',
      'api_token.replaced',
      'api_token.revoked',
      'api_token.refused_scope',
      'api_token.refused_address',
      'api_token.rate_limited',
      'api_token.used_from_new_address',
    ],
  },
  { subject: 'address', actions: ['address.rate_limited'] },
] as const;

type KnownAction = (typeof actionGroups)[number]['actions'][number];

const known: ReadonlySet<string> = new Set(actionGroups.flatMap(({ actions }): readonly string[] => actions));

export const isKnownAction = (action: string): action is KnownAction => known.has(action);
