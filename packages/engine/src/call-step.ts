// A step that is one synchronous call on the deployment's own VM which may be repeated without harm, such as setting
// absolute sizes.

import type { Deployment } from '@portal/domain';
import { HypervisorError, isTransient } from '@portal/domain';
import type { Operation, StepName } from '@portal/types';
import { beginStep, postpone } from './commits.ts';
import type { Begun, RunContext, RunOutcome, RunState } from './engine-ports.ts';
import { whyItWaits } from './fault-words.ts';
import { confirmFault } from './ownership.ts';

export type CallStepResult =
  | { readonly kind: 'done'; readonly state: Begun }
  | { readonly kind: 'interrupted'; readonly outcome: RunOutcome }
  | { readonly kind: 'failed'; readonly state: Begun; readonly error: HypervisorError };

interface CallStep {
  readonly operation: Operation;
  readonly name: StepName;
  readonly deadlineMs: number;
  readonly call: (state: { readonly deployment: Deployment }) => Promise<void>;
}

export const callStep = async (context: RunContext, state: RunState, spec: CallStep): Promise<CallStepResult> => {
  const { ports } = context;
  const begun: Begun =
    state.step?.name === spec.name
      ? { deployment: state.deployment, step: state.step }
      : await beginStep(ports, state, spec.operation, spec.name);
  try {
    await spec.call(begun);
    return { kind: 'done', state: begun };
  } catch (fault) {
    if (!(fault instanceof HypervisorError)) throw fault;
    const error = await confirmFault(context, begun.deployment, fault);
    const inTime = ports.clock.now().getTime() < begun.step.startedAt.getTime() + spec.deadlineMs;
    if (!(inTime && (isTransient(error) || error.maybeDone))) return { kind: 'failed', state: begun, error };
    const insistUntil = error.maybeDone ? context.signal : null;
    await postpone(ports, begun, whyItWaits(error), { forgetTask: false, insistUntil });
    return { kind: 'interrupted', outcome: 'rest' };
  }
};
