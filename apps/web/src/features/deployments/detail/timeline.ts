// The steps of an operation; for one that leads to a new VM also those that are still to come.
import { type DeploymentOperation, type DeploymentStep, provisionSteps, type StepName } from '@portal/types';

export interface TimelineEntry {
  readonly name: StepName;
  /** Null for a step that has not begun. */
  readonly step: DeploymentStep | null;
}

/** A first boot is waited for by some templates alone: it is shown once it begins. */
const foreseen = provisionSteps.filter((name) => name !== 'first_boot');

export const timelineOf = ({ kind, endedAt, steps }: DeploymentOperation): readonly TimelineEntry[] => {
  const begun = steps.map((step) => ({ name: step.name, step }));
  const leadsToReady = endedAt === null && (kind === 'provision' || kind === 'rebuild');
  if (!leadsToReady) return begun;
  const provisioning = new Set(steps.filter(({ operation }) => operation === 'provision').map(({ name }) => name));
  return [...begun, ...foreseen.filter((name) => !provisioning.has(name)).map((name) => ({ name, step: null }))];
};
