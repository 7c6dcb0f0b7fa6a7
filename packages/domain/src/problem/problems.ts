// Raising and resolving problems: writes for any Change, and the way to commit them where nothing else happens. A problem
// is open once per code and subject. Raising one that is open with the same parameters only renews when it was last seen;
// resolving one that is not open does nothing. Each write that changes something puts itself on record.
import {
  type AnyProblemParams,
  type ProblemCode,
  type ProblemParams,
  type ProblemSubject,
  problemSchemas,
} from '@portal/types';
import { Change, type ProblemWrite } from '../change.ts';
import type { JobRequest } from '../jobs.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { systemActor } from '../principal.ts';

/** What PVE’s logs and names may add to a row. */
const longestText = 500;
const mostItems = 20;

const cut = (text: string): string => text.replaceAll('\0', '').slice(0, longestText);

const bounded = (value: AnyProblemParams[string]): AnyProblemParams[string] => {
  if (typeof value === 'string') return cut(value);
  return Array.isArray(value) ? value.slice(0, mostItems).map(cut) : value;
};

/** Parameters come from logs and configurations of others: they are cut to what a row may hold. */
const boundedParams = (params: AnyProblemParams): AnyProblemParams =>
  Object.fromEntries(Object.entries(params).map(([key, value]) => [key, bounded(value)]));

export const raised = <Code extends ProblemCode>(
  code: Code,
  subject: ProblemSubject,
  params: ProblemParams<Code>,
): ProblemWrite => ({
  kind: 'problem.raise',
  code,
  subject,
  params: boundedParams(problemSchemas[code].parse(params)),
});

export const resolved = (code: ProblemCode, subject: ProblemSubject): ProblemWrite => ({
  kind: 'problem.resolve',
  code,
  subject,
});

export const onDeployment = (deployment: { readonly id: string }): ProblemSubject => ({
  type: 'deployment',
  id: deployment.id,
});
/** With the VM goes what kept it. */
export const settledWithVm = (deployment: { readonly id: string }): ProblemWrite[] =>
  (['lock_left_behind', 'lease_blocked', 'vm_unreadable'] as const).map((code) =>
    resolved(code, onDeployment(deployment)),
  );

export const onTemplate = (template: { readonly templateId: string }): ProblemSubject => ({
  type: 'template',
  id: template.templateId,
});
export const onCluster = (cluster: { readonly id: string }): ProblemSubject => ({ type: 'cluster', id: cluster.id });
export const onPortal = (part: string): ProblemSubject => ({ type: 'portal', id: part.slice(0, 64) });
/** What the portal deletes by itself. */
export const onDeletions = onPortal('deletions');

/** In a transaction of their own, by the system, with the jobs that follow; `job` names the work that found them. */
export const commitProblems = async (
  unitOfWork: UnitOfWork,
  job: string,
  writes: readonly ProblemWrite[],
  jobs: readonly JobRequest[] = [],
): Promise<void> => {
  const [first, ...others] = writes;
  if (first === undefined) return;
  await unitOfWork.run(systemActor(job), (tx) => tx.commit(Change.ofProblems([first, ...others], jobs)));
};
