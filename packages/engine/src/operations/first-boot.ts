// Waiting for a guest that sets itself up at its first start: Windows takes its name by cloudbase-init and restarts, or
// runs through sysprep. Where it stands is written down each time it changes, so that the wait can be followed. Nothing
// of it is remembered between runs: what counts is what the guest says now.
import { HypervisorError, isTransient } from '@portal/domain';
import { type Fault, type Reason, windowsNameLength } from '@portal/types';
import { ownFault } from '../faults.ts';
import { type Op, StepFailed } from '../workflow.ts';
import { notAsked } from './addresses.ts';

/** What the guest agent answered: the guest's name, nothing, or why asking on is in vain. */
type Answer =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'silent'; readonly cause: Fault | null }
  | { readonly kind: 'refused'; readonly error: HypervisorError };

const MINUTE = 60_000;
const deadlineMs = 45 * MINUTE;
const pauseMs = { first: 500, longest: 3_000 } as const;
/** After sysprep: a guest that has answered for this long restarts no more. */
const steadyMs = MINUTE;

const isNamed = (reported: string, wanted: string): boolean => {
  const name = reported.toLowerCase();
  return name === wanted || name === wanted.slice(0, windowsNameLength);
};

const ask = async ({ hypervisor, ref, signal }: Op): Promise<Answer> => {
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

const tooLate = (): HypervisorError =>
  ownFault('deadline', { code: 'first_boot_overdue', params: { minutes: deadlineMs / MINUTE } });

/** What a guest that answers still has to do; null when it is ready. */
const outstanding = (
  { template, deployment }: Op,
  guest: { readonly name: string; readonly answersForMs: number },
): Reason | null => {
  if (template.firstBoot === 'cloudbase_init') {
    if (isNamed(guest.name, deployment.name)) return null;
    return { code: 'guest_taking_name', params: { reported: guest.name, name: deployment.name } };
  }
  return guest.answersForMs >= steadyMs ? null : { code: 'guest_settling', params: {} };
};

/** The `first_boot` step; throws {@link StepFailed} for a guest that does not come to its end. */
export const waitForFirstBoot = async (op: Op): Promise<void> => {
  if ((await op.enter('first_boot')) === 'over') return;
  if (!op.template.guestAgent) {
    return op.ended({ reason: { code: 'no_guest_agent', params: {} }, status: 'skipped' });
  }
  let answersSince: number | null = null;
  let seen = false;
  for (let pause: number = pauseMs.first; ; pause = Math.min(pauseMs.longest, pause * 1.2)) {
    const answer = await ask(op);
    const now = op.now.getTime();
    if (answer.kind === 'refused') return op.ended({ reason: notAsked(answer.error), status: 'skipped' });
    if (answer.kind === 'silent') {
      answersSince = null;
      await op.note(silence(answer.cause, seen));
    } else {
      seen = true;
      answersSince ??= now;
      const open = outstanding(op, { name: answer.name, answersForMs: now - answersSince });
      if (open === null) return op.ended({ reason: { code: 'guest_ready', params: { name: answer.name } } });
      await op.note(open);
    }
    if (!op.isWithin(deadlineMs)) throw new StepFailed(tooLate());
    await op.pause(pause);
  }
};
