// What may be asked of a quarantined deployment and of an operation, one row an action. Free of zod, like `status.ts`.
import type { ActionRow, Operation } from './deployment-actions.ts';
import { keysOf } from './records.ts';

interface SettlingRow extends Pick<ActionRow, 'audit'> {
  readonly summary: string;
  readonly description: string;
}

/** What an administrator may decide about a quarantined deployment, and what it begins. */
export const quarantineActionRows = {
  /** The VM is taken (back) under the portal's ownership tag. */
  adopt: {
    begins: 'adopt',
    audit: 'deployment.adoption_requested',
    summary: 'Adopt a quarantined VM',
    description:
      'Takes the VM (back) under the portal: it is looked at once more, gets this deployment’s ownership tag, and the deployment goes on as the VM is. For administrators.',
  },
  /** The portal lets go of the VM and forgets the deployment. */
  release: {
    begins: null,
    audit: 'deployment.released',
    summary: 'Release a quarantined VM',
    description:
      'The portal forgets the deployment and never touches the VM; its VMID stays out of use. For administrators.',
  },
  /** Only with a matching ownership tag. */
  destroy: {
    begins: 'delete',
    audit: 'deployment.destruction_requested',
    summary: 'Destroy a quarantined VM',
    description:
      'Only for a VM that bears this deployment’s ownership tag: it is looked at once more, stopped and destroyed. For administrators.',
  },
} as const satisfies Record<string, SettlingRow & { begins: Operation | null }>;
export type QuarantineAction = keyof typeof quarantineActionRows;
export const quarantineActions = keysOf(quarantineActionRows);

/** What may be asked of an operation. */
export const operationActionRows = {
  cancel: {
    audit: 'deployment.cancel_requested',
    summary: 'Cancel an operation',
    description:
      'Of an open one that can be left: `actions.cancel` says whether. A VM that is being made is not made, or is deleted; any other is left as it is by then, and the operation is `cancelled` once its task has ended. 409 with the reason where that is not safe.',
  },
  retry: {
    audit: 'deployment.retry_requested',
    summary: 'Retry an operation',
    description:
      'Asks once more for what has failed, and answers the new operation, whose `retryOf` is this one. Of the latest operation of a deployment, where its action is allowed now: `actions.retry` says so. A VM that was not made is rebuilt.',
  },
} as const satisfies Record<string, SettlingRow>;
export type OperationAction = keyof typeof operationActionRows;
export const operationActions = keysOf(operationActionRows);
