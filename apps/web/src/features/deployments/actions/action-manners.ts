// How each action of a deployment is begun: a table, total over the actions.
import type { DeploymentAction } from '@portal/types';

/** `atOnce`: whoever pressed it by mistake takes it back. `asked`: it interrupts or costs somebody something, so it is asked back
 * once. `form`: it needs more than a press. */
type Manner = 'atOnce' | 'asked' | 'form';

export const actionManners = {
  start: 'atOnce',
  stop: 'asked',
  reboot: 'asked',
  reset: 'asked',
  /** Resumed within seconds, as it was. */
  suspend: 'atOnce',
  resume: 'atOnce',
  snapshot: 'form',
  rollback: 'asked',
  remove_snapshot: 'asked',
  extend: 'form',
  rebuild: 'asked',
  delete: 'asked',
} as const satisfies Record<DeploymentAction, Manner>;

type Manners = typeof actionManners;

/** The actions of one manner. */
export type ActionsBegun<Wanted extends Manner> = {
  readonly [Action in DeploymentAction]: Manners[Action] extends Wanted ? Action : never;
}[DeploymentAction];

/** Those about a snapshot are asked back where the snapshots are. */
export type ConfirmedActionName = Exclude<ActionsBegun<'asked'>, 'rollback' | 'remove_snapshot'>;
