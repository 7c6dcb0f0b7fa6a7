// Waiting for a guest that sets itself up at its first start: Windows takes its name by cloudbase-init and restarts, or
// runs through sysprep. Where it stands is written down each time it changes, so that the wait can be followed. Nothing
// of it is remembered between runs: what counts is what the guest says now.

import { deploymentEvent, engineActions, HypervisorError, isTransient } from '@portal/domain';
import { type Fault, type Reason, sameReason, windowsNameLength } from '@portal/types';
import { commit } from '../commits.ts';
import type { Begun, RunContext } from '../engine-ports.ts';
import { recordedRef } from '../locate.ts';
import { untilMovedOn } from '../moved-on.ts';
import { notAsked } from './addresses.ts';

/** What the guest agent answered: the guest's name, nothing, or why asking on is in vain. */
type Answer =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'silent'; readonly cause: Fault | null }
  | { readonly kind: 'refused'; readonly error: HypervisorError };

export type FirstBoot =
  | { readonly kind: 'done'; readonly state: Begun; readonly reason: Reason; readonly skipped: boolean }
  | { readonly kind: 'failed'; readonly state: Begun; readonly error: HypervisorError };

const MINUTE = 60_000;
const deadlineMs = 45 * MINUTE;
const pauseMs = { first: 500, longest: 3_000 } as const;
/** After sysprep: a guest that has answered for this long restarts no more. */
const steadyMs = MINUTE;

const isNamed = (reported: string, wanted: string): boolean => {
  const name = reported.toLowerCase();
  return name === wanted || name === wanted.slice(0, windowsNameLength);
};

const ask = async ({ hypervisor, signal }: RunContext, { deployment }: Begun): Promise<Answer> => {
  const ref = recordedRef(deployment);
  if (ref === null) throw new Error(`deployment ${deployment.id} has not been placed`);
  try {
    return { kind: 'name', name: await hypervisor.guestHostName(ref, signal) };
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    if (error.code === 'agent_unavailable') return { kind: 'silent', cause: null };
    // Sysprep may switch the machine off and on again; a cluster that is away comes back.
    const passing = isTransient(error) || error.code === 'guest_not_running';
    return passing ? { kind: 'silent', cause: error.reason } : { kind: 'refused', error };
  }
};

const silence = (cause: Fault | null, seen: boolean): Reason =>
  seen && cause === null
    ? { code: 'guest_restarting', params: {} }
    : { code: 'guest_not_answering', params: { cause } };

/** Writes down where the guest stands, once per change. */
const note = async ({ ports }: RunContext, state: Begun, reason: Reason): Promise<Begun> => {
  const { deployment: current, step } = state;
  if (sameReason(step.reason, reason)) return state;
  const noted = { ...step, reason };
  const deployment = await commit(ports, current, {
    patch: { statusReason: reason },
    writes: [{ kind: 'step.update', row: noted }],
    events: [deploymentEvent(engineActions.waiting, current, { step: step.name, reason })],
  });
  return { deployment, step: noted };
};

const tooLate = (): HypervisorError =>
  new HypervisorError('deadline', 'the guest did not finish setting itself up', {
    maybeDone: false,
    reason: { code: 'first_boot_overdue', params: { minutes: deadlineMs / MINUTE } },
  });

/** What a guest that answers still has to do; null when it is ready. */
const outstanding = (
  { template }: RunContext,
  { deployment }: Begun,
  guest: { readonly name: string; readonly answersForMs: number },
): Reason | null => {
  if (template.firstBoot === 'cloudbase_init') {
    if (isNamed(guest.name, deployment.name)) return null;
    return { code: 'guest_taking_name', params: { reported: guest.name, name: deployment.name } };
  }
  if (guest.answersForMs >= steadyMs) return null;
  return { code: 'guest_settling', params: {} };
};

export const waitForFirstBoot = async (context: RunContext, begun: Begun): Promise<FirstBoot> => {
  const { ports, template } = context;
  let state = begun;
  if (!template.guestAgent) {
    return { kind: 'done', state, reason: { code: 'no_guest_agent', params: {} }, skipped: true };
  }
  let answersSince: number | null = null;
  let seen = false;
  for (let pause: number = pauseMs.first; ; pause = Math.min(pauseMs.longest, pause * 1.2)) {
    const answer = await ask(context, state);
    const now = ports.clock.now().getTime();
    if (answer.kind === 'refused') {
      return { kind: 'done', state, reason: notAsked(answer.error), skipped: true };
    }
    if (answer.kind === 'silent') {
      answersSince = null;
      state = await note(context, state, silence(answer.cause, seen));
    } else {
      seen = true;
      answersSince ??= now;
      const open = outstanding(context, state, { name: answer.name, answersForMs: now - answersSince });
      if (open === null) {
        const reason: Reason = { code: 'guest_ready', params: { name: answer.name } };
        return { kind: 'done', state, reason, skipped: false };
      }
      state = await note(context, state, open);
    }
    if (now > state.step.startedAt.getTime() + deadlineMs) return { kind: 'failed', state, error: tooLate() };
    await untilMovedOn(context, state, pause);
  }
};
