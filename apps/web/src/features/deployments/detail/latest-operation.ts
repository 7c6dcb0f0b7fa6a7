// Which steps the timeline shows: those of the operation that began last, and for one that sets a VM up also the steps
// that are still to come.
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

/** Two runs of one operation may follow each other: a step's name comes back when the next run begins. */
const lastRun = (steps: readonly DeploymentStep[]): readonly DeploymentStep[] => {
  const run: DeploymentStep[] = [];
  for (const step of steps.toReversed()) {
    const [later] = run;
    if (later !== undefined && (later.operation !== step.operation || run.some(({ name }) => name === step.name)))
      break;
    run.unshift(step);
  }
  return run;
};

const settingUp: readonly DeploymentStatus[] = ['queued', 'provisioning'];

export const latestOperation = (steps: readonly DeploymentStep[], status: DeploymentStatus): Timeline | null => {
  const run = lastRun(steps);
  const operation = run[0]?.operation ?? (settingUp.includes(status) ? 'provision' : null);
  if (operation === null) return null;
  const begun = run.map((step) => ({ name: step.name, step }));
  if (operation !== 'provision' || !settingUp.includes(status)) return { operation, entries: begun };
  const names = new Set(run.map(({ name }) => name));
  const toCome = provisionSteps.filter((name) => !names.has(name)).map((name) => ({ name, step: null }));
  return { operation, entries: [...begun, ...toCome] };
};
