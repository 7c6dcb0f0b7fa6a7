// Where a run of an operation stands, and how it writes that down. Each write is one compare-and-set on the deployment with
// the audit event that explains it; the end of one step and the beginning of the next are one commit.
import {
  type Deployment,
  type DeploymentPatch,
  type DeploymentStep,
  deploymentEvent,
  engineActions,
  type GuestRef,
  type JobRequest,
  job,
  StaleVersionError,
  statusOf,
  stillWaiting,
  type WorkInHand,
  type Write,
} from '@portal/domain';
import { type Operation, type Reason, type Rest, type StepName, sameReason } from '@portal/types';
import { type Commit, commit, endedStep, type Failure, failOperation, newStep, pauseAfter } from './commits.ts';
import type { RunContext } from './engine-ports.ts';
import { placeOf } from './locate.ts';

/** Nothing more to do until something calls: put off until a job comes, or over. What happened is written down. */
export class Suspended extends Error {}

/** The deployment has moved on from what this run read: it looks again. */
export class Superseded extends Error {}

/** How the active step ends; `done`, and nothing more to say, unless told otherwise. */
interface StepEnd {
  readonly status?: 'done' | 'skipped' | 'failed';
  readonly reason?: Reason | null;
  readonly log?: readonly string[];
  readonly patch?: DeploymentPatch;
  readonly writes?: readonly Write[];
  readonly jobs?: readonly JobRequest[];
  readonly event?: Commit['events'][0];
  readonly cancelledBy?: string;
}

interface Delay {
  /** The task has ended or is unknown: the next run starts another. */
  readonly clearTaskId?: boolean;
  /** Something may still happen: written down even if a person's request has moved the deployment meanwhile. */
  readonly insist?: boolean;
  /** Instead of the growing pause. */
  readonly afterMs?: number;
  /** What becomes true with the wait. */
  readonly writes?: readonly Write[];
}

/** How often it is looked whether somebody has released a lock. */
const releasedAgainMs = 30_000;

export class Progress implements RunContext {
  readonly ports: RunContext['ports'];
  readonly cluster: RunContext['cluster'];
  readonly template: RunContext['template'];
  readonly hypervisor: RunContext['hypervisor'];
  readonly signal: AbortSignal;
  readonly polling: RunContext['polling'];
  readonly observations: RunContext['observations'];
  readonly operation: Operation;
  readonly asked: WorkInHand['asked'];
  /** Null where nobody has cancelled it. */
  readonly cancelledBy: string | null;
  /** As it was last read or written. */
  deployment: Deployment;
  /** The active step. */
  active: DeploymentStep | null;
  #isEntered = false;
  #end: StepEnd | null = null;

  constructor(context: RunContext, found: WorkInHand) {
    this.ports = context.ports;
    this.cluster = context.cluster;
    this.template = context.template;
    this.hypervisor = context.hypervisor;
    this.signal = context.signal;
    this.polling = context.polling;
    this.observations = context.observations;
    this.operation = found.operation;
    this.asked = found.asked;
    this.cancelledBy = found.cancelledBy;
    this.deployment = found.deployment;
    this.active = found.step;
  }

  get now(): Date {
    return this.ports.clock.now();
  }

  /** Where the VM is, by the row. */
  get ref(): GuestRef {
    return placeOf(this.deployment);
  }

  get activeStep(): DeploymentStep {
    if (this.active === null) throw new Error(`deployment ${this.deployment.id} has no active step`);
    return this.active;
  }

  /** A step of an earlier operation, which this one interrupts. */
  get leftover(): DeploymentStep | null {
    return this.active !== null && this.active.operation !== this.operation ? this.active : null;
  }

  isWithin(durationMs: number): boolean {
    return this.now.getTime() < this.activeStep.startedAt.getTime() + durationMs;
  }

  /**
   * Comes to a step. `begun`: nothing can have been asked of the cluster for it yet. `resumed`: an earlier run had begun it.
   * `over`: an earlier run has ended it, since a later one is active.
   */
  async enter(name: StepName): Promise<'begun' | 'resumed' | 'over'> {
    this.signal.throwIfAborted();
    if (this.active === null || this.#end !== null) await this.#begin(name);
    else if (this.active.name !== name) return 'over';
    else if (!this.active.isTakenUp) await this.#takeUp();
    else {
      this.#isEntered = true;
      return 'resumed';
    }
    this.#isEntered = true;
    return 'begun';
  }

  /** How the active step has ended: written down with what follows it. */
  ended(end: StepEnd = {}): void {
    this.#end = { ...this.#end, ...end };
  }

  /** Ends the active step, if there is one, and begins no other. */
  async close(end: StepEnd = {}): Promise<void> {
    this.ended(end);
    await this.#write(this.#closing());
    this.active = null;
  }

  /** The operation has done its work. */
  async finish(rest: Rest, end: StepEnd = {}): Promise<void> {
    const { operation, deployment } = this;
    const detail = { operation, from: statusOf(deployment), to: rest };
    const event = deploymentEvent(engineActions.operationDone, deployment, detail);
    await this.close({ event, ...end, patch: { ...end.patch, rest, operation: null } });
  }

  /** The operation ends badly, with an explanation that stays on the deployment and in the step. */
  async fail(failure: Failure): Promise<never> {
    await failOperation(this.ports, { deployment: this.deployment, step: this.active }, failure);
    throw new Suspended(failure.code);
  }

  /** Says where the active step stands, once per change. */
  async note(reason: Reason): Promise<void> {
    if (!sameReason(this.activeStep.reason, reason)) await this.#wait({ reason });
  }

  /**
   * Puts the step off with a reason that its owner can read; a job takes it up again. A wait is on record when it begins and when its
   * reason changes, not each time that it is looked at.
   */
  async suspend(reason: Reason, delay: Delay = {}): Promise<never> {
    const { clearTaskId = false, insist = false, writes = [] } = delay;
    const { now, activeStep } = this;
    const waitedMs = now.getTime() - (activeStep.waitingSince ?? now).getTime();
    const pauseMs = reason.code === 'waiting_for_release' ? releasedAgainMs : (delay.afterMs ?? pauseAfter(waitedMs));
    const again = job('deployment.run', { deploymentId: this.deployment.id }, new Date(now.getTime() + pauseMs));
    const forgets = clearTaskId && activeStep.upid !== null;
    if (!forgets && sameReason(activeStep.reason, reason) && sameReason(this.deployment.statusReason, reason)) {
      // Whoever asked for it meanwhile does not wait for the pause.
      await this.ports.jobs.enqueue([stillWaiting(again)]);
      throw new Suspended(reason.code);
    }
    const write = async (): Promise<void> => {
      const { waitingSince, upid } = this.activeStep;
      const fields = { reason, waitingSince: waitingSince ?? now, upid: clearTaskId ? null : upid };
      await this.#wait(fields, { writes, jobs: [again] });
    };
    await (insist ? this.#insist(write) : write());
    throw new Suspended(reason.code);
  }

  /** A pause in a long wait for a guest, which a person's request must not have to sit out. */
  async pause(pauseMs: number): Promise<void> {
    await this.ports.clock.wait(pauseMs, this.signal);
    const current = await this.ports.reader.deployment(this.deployment.id);
    if (current?.version !== this.deployment.version) throw new Superseded();
  }

  /** Stores the task's id before it is awaited, even if a person's request has moved the deployment meanwhile. */
  protected async storeTask(upid: string): Promise<void> {
    const { version } = this.deployment;
    let isSuperseded = false;
    await this.#insist(async () => {
      const { deployment, activeStep: step } = this;
      isSuperseded = deployment.version !== version;
      const event = deploymentEvent(engineActions.taskStarted, deployment, { step: step.name, upid });
      const what = { patch: { statusReason: null }, events: [event] } as const;
      await this.#writeStep({ ...step, upid, reason: null, waitingSince: null }, what);
    });
    if (isSuperseded) throw new Superseded();
  }

  async #write(what: Commit): Promise<void> {
    this.deployment = await commit(this.ports, this.deployment, what);
  }

  async #writeStep(step: DeploymentStep, what: Commit): Promise<void> {
    await this.#write({ ...what, writes: [{ kind: 'step.update', row: step }, ...(what.writes ?? [])] });
    this.active = step;
  }

  async #wait(
    fields: Partial<Omit<DeploymentStep, 'reason'>> & { readonly reason: Reason },
    also: Pick<Commit, 'writes' | 'jobs'> = {},
  ): Promise<void> {
    const { activeStep: step, deployment } = this;
    const { reason } = fields;
    const event = deploymentEvent(engineActions.waiting, deployment, { step: step.name, reason });
    await this.#writeStep({ ...step, ...fields }, { ...also, patch: { statusReason: reason }, events: [event] });
  }

  /**
   * Writes on the newest version: where a person's request comes between, what this write says must not be lost. Where another
   * worker has taken the step further or ended it, it is that worker's, and the run looks again.
   */
  async #insist(write: () => Promise<void>): Promise<void> {
    const { id, upid, deploymentId } = this.activeStep;
    const { reader } = this.ports;
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof StaleVersionError)) throw error;
        this.signal.throwIfAborted();
        const work = await reader.workInHand(deploymentId);
        if (work?.step?.id !== id || work.step.upid !== upid) throw error;
        this.deployment = work.deployment;
        this.active = work.step;
      }
    }
  }

  /** The end of the active step as a part of a commit; without one, what else becomes true. */
  #closing(): Commit & { readonly writes: readonly Write[] } {
    const { active: step, deployment } = this;
    const { status = 'done', reason = null, log, patch, writes = [], event, ...rest } = this.#end ?? {};
    if (step !== null && !this.#isEntered && this.leftover === null) {
      throw new Error(`deployment ${deployment.id} has an unknown step: ${step.operation}, ${step.name}`);
    }
    this.#end = null;
    const { operation = this.operation, name = null, upid = null } = step ?? {};
    return {
      patch: { statusReason: null, ...patch },
      writes:
        step === null
          ? writes
          : [endedStep(step, { status, reason, endedAt: this.now, log: log ?? step.log }), ...writes],
      events: [event ?? deploymentEvent(engineActions.stepDone, deployment, { operation, step: name, reason, upid })],
      ...rest,
    };
  }

  /** The intent is written before anything is asked of the cluster, in the commit that ends the step before. */
  async #begin(name: StepName): Promise<void> {
    const { deployment, operation } = this;
    const next = newStep(this.ports, deployment.id, operation, name);
    const started = deploymentEvent(engineActions.stepStarted, deployment, { operation, step: name });
    const before = this.active === null ? { writes: [], events: [started] as const } : this.#closing();
    await this.#write({ ...before, writes: [...before.writes, { kind: 'step.insert', row: next }] });
    this.active = next;
  }

  /** From here on a lost answer is looked for. */
  async #takeUp(): Promise<void> {
    const { activeStep: step, deployment, operation } = this;
    const events = [deploymentEvent(engineActions.stepStarted, deployment, { operation, step: step.name })] as const;
    await this.#writeStep({ ...step, startedAt: this.now, isTakenUp: true }, { events });
  }
}
