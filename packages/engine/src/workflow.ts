// How an operation is carried out. Its text reads from top to bottom and names its steps in turn; a run that is taken up passes over
// those that are over and goes on at the active one. A step finds what an earlier run has started, sees whether it is done, starts it,
// awaits it and records it. Only the exit status of its task counts, and the task's id is stored before it is awaited.
import {
  type DeploymentStep,
  HypervisorError,
  type HypervisorErrorCode,
  isTransient,
  mayPassOnOwnVm,
} from '@portal/domain';
import type { Reason, StepName } from '@portal/types';
import { whyItWaits } from './fault-words.ts';
import { ownFault } from './faults.ts';
import { confirmFault, type Guest, provenGuest } from './guest.ts';
import { explainLock, GuestLockedError } from './guest-lock.ts';
import { watchesForTask, watching } from './lost-task.ts';
import { lockLeftBehind, noteWarnings } from './problems.ts';
import { Progress } from './progress.ts';
import { awaitTask, type EndedTask, taskLog } from './tasks.ts';

/** The active step has failed for good; nothing of that is written down yet. */
export class StepFailed extends Error {
  readonly error: HypervisorError;
  readonly log: readonly string[];
  /** No run before this one can have asked for it. */
  readonly isFirstRun: boolean;

  constructor(error: HypervisorError, { log = [], isFirstRun = false }: Partial<StepFailed> = {}) {
    super(error.message, { cause: error });
    this.error = error;
    this.log = log;
    this.isFirstRun = isFirstRun;
  }
}

export interface Step {
  /** From the step's beginning; afterwards a transient fault is a failure. */
  readonly deadlineMs: number;
  /** Whether the cluster already is as this step wants it: makes a repeat harmless. Null where that cannot be seen. */
  readonly isDone: (() => Promise<boolean>) | null;
  /** A task that an earlier run may have started for this step and whose id was lost. */
  readonly findLost: (step: DeploymentStep) => Promise<string | null>;
  /** The cluster may do it by itself: looked for even where no run of ours can have asked. */
  readonly looksFirst?: boolean;
  /** Starts the task and answers its id; null when there is nothing to do, or nothing to await. */
  readonly start: () => Promise<string | null>;
  /** Whom a "does not exist" is about: the deployment's own VM unless told otherwise. */
  readonly actsOn?: 'guest' | 'template';
  /** Faults for which another step is taken instead, each with why. */
  readonly skipOn?: Partial<Record<HypervisorErrorCode, Reason>>;
}

/**
 * `done`: by the task that this step started. `found`: the cluster was, or came to be, as it should. `over`: an earlier run has ended
 * the step. `skipped`: see {@link Step.skipOn}.
 */
type StepResult = 'done' | 'found' | 'over' | 'skipped';

export type Workflow = (op: Op) => Promise<void>;

/** One that was started long ago still gets this long to show how it ended. */
const lastLookMs = 60_000;

/** Where the effect cannot be seen, asking again while the first call may still be carried out might do it twice. */
const answerLost = (cause?: HypervisorError): HypervisorError =>
  ownFault('deadline', { code: 'answer_lost', params: {} }, { maybeDone: true, cause });

/** Where neither the task nor its effect can be seen any more, asking again might do it twice. */
const outcomeUnknown = (): HypervisorError =>
  ownFault('task_missing', { code: 'outcome_unknown', params: {} }, { maybeDone: true });

/** The HA manager looks at its VMs every ten seconds. */
const haPauseMs = 1_000;

const notDoneByHa = (): HypervisorError =>
  ownFault('deadline', { code: 'ha_overdue', params: {} }, { maybeDone: true });

/** How a fault was met. */
interface Met {
  readonly entered: 'begun' | 'resumed';
  /** It is what the task ended with. */
  readonly taskEnded: boolean;
}

/** One run of one operation. */
export class Op extends Progress {
  /** The deployment's own VM, proven so just now; see {@link provenGuest}. */
  guest(options?: { readonly unprotected?: boolean }): Promise<Guest> {
    return provenGuest(this, options);
  }

  /** What a fault on this deployment's VM means; throws whatever is no fault of the cluster. */
  confirm(error: unknown): Promise<HypervisorError> {
    if (!(error instanceof HypervisorError)) throw error;
    return confirmFault(this, this.deployment, error);
  }

  /** Puts the active step off for a fault of the cluster; throws whatever is none. */
  waitFor(error: unknown): Promise<never> {
    if (!(error instanceof HypervisorError)) throw error;
    return this.suspend(whyItWaits(error));
  }

  /** Throws {@link StepFailed}, Suspended or Superseded where it does not come to its end. */
  async step(name: StepName, step: Step): Promise<StepResult> {
    const entered = await this.enter(name);
    if (entered === 'over') return entered;
    try {
      const result = await this.#carryOut(step, entered);
      if (!(result instanceof HypervisorError)) return this.#done(result);
      return await this.#onFault(step, result, { entered, taskEnded: true });
    } catch (error) {
      if (!(error instanceof HypervisorError)) throw error;
      return this.#onFault(step, error, { entered, taskEnded: false });
    }
  }

  /** The same, with a failure as an answer. */
  async attempt(name: StepName, step: Step): Promise<StepResult | StepFailed> {
    try {
      return await this.step(name, step);
    } catch (error) {
      if (error instanceof StepFailed) return error;
      throw error;
    }
  }

  #done(result: StepResult): StepResult {
    this.ended();
    return result;
  }

  /** Answers what was wrong with how the task ended. */
  async #carryOut(step: Step, entered: 'begun' | 'resumed'): Promise<'done' | 'found' | HypervisorError> {
    const stored = this.activeStep.upid;
    const mayRun = entered === 'resumed' || step.looksFirst === true;
    const lost = stored === null && mayRun ? await this.#findLost(step) : null;
    if (lost === 'done') return 'found';
    const upid = stored ?? lost ?? (await step.start());
    if (upid === null) return 'found';
    // Found running, not started by us as far as we know: its success alone proves nothing.
    const isFound = lost !== null;
    const until = this.#giveUpAt(step);
    if (stored === null) await this.storeTask(upid);
    const isSeenToBegin = stored === null && !isFound;
    const kind = `${this.cluster.id} ${this.deployment.templateId} ${this.activeStep.name}`;
    const task = await awaitTask(this, { upid, until, kind: isSeenToBegin ? kind : null });
    const fault = await this.#faultOf(step, task, { isFound, until });
    if (fault !== null) return fault;
    if (task.state === 'succeeded' && task.warned) this.active = await noteWarnings(this, await taskLog(this, upid));
    return task.state === 'succeeded' && !isFound ? 'done' : 'found';
  }

  /** What became of a call of an earlier run. In this order: a task that ends between the two looks is seen by its effect. */
  async #findLost({ findLost, isDone }: Step): Promise<string | 'done' | null> {
    const lost = await findLost(this.activeStep);
    if (lost !== null) return lost;
    if (isDone !== null && (await isDone())) return 'done';
    if (watchesForTask(this.activeStep, this.now)) throw answerLost();
    return null;
  }

  /** A task that is only started now has all its time, however long its step waited for the cluster to answer before. */
  #giveUpAt({ deadlineMs }: Step): number {
    const { upid, startedAt } = this.activeStep;
    return Math.max(startedAt.getTime() + deadlineMs, this.now.getTime() + (upid === null ? deadlineMs : lastLookMs));
  }

  async #faultOf(
    { isDone }: Step,
    task: EndedTask,
    { isFound, until }: { readonly isFound: boolean; readonly until: number },
  ): Promise<HypervisorError | null> {
    if (task.state === 'succeeded') {
      if (isDone === null) return null;
      if (task.onlyAsked) return this.#awaitManager(isDone, until);
      return !isFound || (await isDone()) ? null : ownFault('locked', { code: 'other_task_first', params: {} });
    }
    if (isDone !== null && (await isDone())) return null;
    return new HypervisorError(task.reason, task.exitStatus, { maybeDone: false, quotes: true });
  }

  /** What the HA manager was told to do, until it shows. */
  async #awaitManager(isDone: () => Promise<boolean>, until: number): Promise<HypervisorError | null> {
    while (!(await isDone())) {
      if (this.now.getTime() >= until) return notDoneByHa();
      await this.pause(haPauseMs);
    }
    return null;
  }

  /** A look that fails while a lost call is watched for says nothing of it. */
  #isLostCall({ isDone }: Step, error: HypervisorError): boolean {
    const { activeStep: step, now } = this;
    const mayCome = error.maybeDone || (watchesForTask(step, now) && isTransient(error));
    return isDone === null && step.upid === null && mayCome;
  }

  /** What a fault means once it was looked into. */
  async #explain(step: Step, fault: HypervisorError): Promise<HypervisorError> {
    if (step.actsOn === 'template') return fault;
    return explainLock(this, this.deployment, await confirmFault(this, this.deployment, fault));
  }

  /** Put off while it may pass and there is time; otherwise the step has failed. */
  async #onFault(step: Step, fault: HypervisorError, met: Met): Promise<'skipped'> {
    const { skipOn, deadlineMs, isDone } = step;
    const found = await this.#explain(step, fault);
    if (found.code === 'task_missing' && isDone === null) throw await this.#failed(outcomeUnknown(), met);
    const isLost = this.#isLostCall(step, found);
    const error = isLost ? answerLost(found) : found;
    // Where nothing is waited for, neither is that somebody takes a lock away.
    const waits = deadlineMs > 0 && error instanceof GuestLockedError && error.holder === 'leftover';
    const leftover = waits ? error : null;
    const passes = step.actsOn === 'template' ? isTransient(error) : mayPassOnOwnVm(error);
    const mayPass = passes || error.maybeDone || error.code === 'task_missing';
    // Nobody asked for the end of a lease, so nobody would ask again.
    const isAtLeaseEnd = this.activeStep.operation === 'expire' && error.code === 'locked';
    if (mayPass && (this.isWithin(deadlineMs) || leftover !== null || isAtLeaseEnd)) {
      const reason = isLost ? watching(this.activeStep, 'watching_for_answer', this.now) : whyItWaits(error);
      return this.suspend(reason, {
        clearTaskId: met.taskEnded || error.code === 'task_missing',
        insist: error.maybeDone,
        writes: leftover === null ? [] : [lockLeftBehind(this.deployment, leftover)],
      });
    }
    const reason = skipOn?.[error.code];
    if (reason === undefined) throw await this.#failed(error, met);
    this.ended({ status: 'skipped', reason });
    return 'skipped';
  }

  async #failed(error: HypervisorError, { entered }: Met): Promise<StepFailed> {
    const { upid } = this.activeStep;
    const log = upid === null ? [] : (await taskLog(this, upid)).lines;
    return new StepFailed(error, { log, isFirstRun: entered === 'begun' });
  }
}
