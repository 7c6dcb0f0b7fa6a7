// What sets a rebuild apart: it destroys before it makes. Whatever is known to stand in the way of the new VM refuses it while
// the old one is still there, and what was destroyed already is turned away by nothing.
import type { DeploymentDetail } from '../ports.ts';
import type { Deployment } from '../records.ts';
import { sentence } from '../template/admission.ts';
import { actChange, type Decision, transitionRefused } from './act.ts';

type Offered = Pick<DeploymentDetail, 'templateStatus' | 'sourceMissing'>;

/** Why no VM could be made in its place now, in words for its owner; null where nothing is known against it. */
export const rebuildObstacle = ({ templateStatus, sourceMissing }: Offered): string | null => {
  const { state, reason } = templateStatus;
  if (state === 'disabled') {
    const why = sentence(reason ?? 'An administrator has to look at it');
    return `It cannot be rebuilt: its template is switched off. ${why}`;
  }
  return sourceMissing
    ? 'It cannot be rebuilt: the cluster no longer shows its template. An administrator has to look.'
    : null;
};

export const rebuildChange = (current: Deployment, offered: Offered, now: Date): Decision => {
  const decision = actChange(current, 'rebuild', now);
  const obstacle = rebuildObstacle(offered);
  return decision.accepted && obstacle !== null ? transitionRefused('rebuild', current, obstacle) : decision;
};

/** In the queue once more, without the VM that it had: only a rebuild puts it there after its creation. */
export const isBeingRebuilt = ({ createdAt, queuedAt }: Pick<Deployment, 'createdAt' | 'queuedAt'>): boolean =>
  queuedAt > createdAt;
