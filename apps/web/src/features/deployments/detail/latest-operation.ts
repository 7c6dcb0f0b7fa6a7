// Which steps the timeline shows: those of the operation that began last, and for one that leads to a new VM also the
// steps that are still to come.
import {
  type DeploymentStatus,
  type DeploymentStep,
  type Operation,
  provisionSteps,
  type StepName,
} from '@portal/types';

export interface TimelineEntry {
  readonly name: StepName;
  /** Null for a step that has not begun. */
  readonly step: DeploymentStep | null;
}

export interface Timeline {
  readonly operation: Operation;
  readonly entries: readonly TimelineEntry[];
}

/** Where operations begin whose runs do not all have the same steps. */
const firstSteps: Partial<Record<Operation, StepName>> = {
  stop: 'shutdown',
  expire: 'shutdown',
  snapshot: 'snapshot',
  rollback: 'rollback',
};

/** Two runs of one operation may follow each other: a step's name comes back when the next run begins. */
const lastRun = (steps: readonly DeploymentStep[]): readonly DeploymentStep[] => {
  const run: DeploymentStep[] = [];
  for (const step of steps.toReversed()) {
    const [later] = run;
    if (later !== undefined && (later.operation !== step.operation || run.some(({ name }) => name === step.name)))
      break;
    run.unshift(step);
    if (firstSteps[step.operation] === step.name) break;
  }
  return run;
};

/** A first boot is waited for by some templates alone: it is shown once it begins. */
const foreseen = provisionSteps.filter((name) => name !== 'first_boot');

const settingUp: readonly DeploymentStatus[] = ['queued', 'provisioning'];
/** A rebuild goes on with another VM. */
const rebuilding: readonly DeploymentStatus[] = ['rebuilding', 'queued'];

const leadsToReady = (operation: Operation, status: DeploymentStatus): boolean =>
  operation === 'provision' ? settingUp.includes(status) : operation === 'rebuild' && rebuilding.includes(status);

export const latestOperation = (steps: readonly DeploymentStep[], status: DeploymentStatus): Timeline | null => {
  const run = lastRun(steps);
  const operation = run[0]?.operation ?? (settingUp.includes(status) ? 'provision' : null);
  if (operation === null) return null;
  const begun = run.map((step) => ({ name: step.name, step }));
  if (!leadsToReady(operation, status)) return { operation, entries: begun };
  const names = new Set(run.map(({ name }) => name));
  const toCome = foreseen.filter((name) => !names.has(name)).map((name) => ({ name, step: null }));
  return { operation, entries: [...begun, ...toCome] };
};
