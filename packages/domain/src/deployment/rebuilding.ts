// What sets a rebuild apart: it destroys before it makes. Whatever is known to stand in the way of the new VM refuses it while
// the old one is still there, and what was destroyed already is turned away by nothing.
import type { ReasonWith } from '@portal/types';
import type { ObservedStorage } from '../hypervisor.ts';
import type { DeploymentDetail } from '../ports/deployments.ts';
import type { Cluster, Deployment } from '../records.ts';
import type { TemplateVersion } from '../template-records.ts';
import { actChange, type Decision, transitionRefused } from './act.ts';
import type { OperationNotes } from './operation.ts';

type Offered = Pick<DeploymentDetail, 'templateStatus' | 'sourceMissing'>;

type Obstacle = ReasonWith<'template_is_disabled' | 'template_has_no_source'>;

/** Why no VM could be made of it now; null where nothing is known against it. */
export const templateObstacle = ({ templateStatus, sourceMissing }: Offered): Obstacle | null => {
  const { state, reason } = templateStatus;
  if (state === 'disabled') return { code: 'template_is_disabled', params: { state: reason } };
  return sourceMissing ? { code: 'template_has_no_source', params: {} } : null;
};

/** The same of a rebuild that is asked for. */
export const rebuildObstacle = (offered: Offered): ReasonWith<'rebuild_refused'> | null => {
  const cause = templateObstacle(offered);
  return cause === null ? null : { code: 'rebuild_refused', params: { cause } };
};

interface Successor {
  readonly cluster: Pick<Cluster, 'storages'>;
  readonly template: Pick<TemplateVersion, 'cloneMode' | 'disk'>;
  readonly sourceStorages: Readonly<Record<string, string>>;
  readonly storages: readonly ObservedStorage[];
  readonly deployment: Pick<Deployment, 'storage' | 'diskGiB'>;
}

/**
 * Whether each storage that the new disk may go to is full, as far as is known. What the old VM takes
 * there comes free first; a linked clone takes next to nothing when it is made.
 */
export const isOutOfRoom = ({ cluster, template, sourceStorages, storages, deployment }: Successor): boolean => {
  const isLinked = template.cloneMode === 'linked';
  const linkedTo = sourceStorages[template.disk];
  const names = isLinked && linkedTo !== undefined ? [linkedTo] : cluster.storages;
  const candidates = storages.filter(({ name, available }) => available && names.includes(name));
  const hasRoom = ({ name, totalGiB, usedGiB }: ObservedStorage): boolean => {
    if (totalGiB === null || usedGiB === null) return true;
    const needed = isLinked || name === deployment.storage ? 0 : deployment.diskGiB;
    return totalGiB - usedGiB > needed;
  };
  return candidates.length > 0 && !candidates.some(hasRoom);
};

export const rebuildChange = (
  current: Deployment,
  offered: Offered,
  now: Date,
  notes: OperationNotes = {},
): Decision => {
  const decision = actChange(current, 'rebuild', now, notes);
  const obstacle = rebuildObstacle(offered);
  return decision.accepted && obstacle !== null ? transitionRefused('rebuild', current, obstacle) : decision;
};
