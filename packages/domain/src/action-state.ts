// Whether an action is offered, as the wire has it: a refused one with its reason, in words and as a code.
import type { ActionState, Reason } from '@portal/types';
import type { Say } from './ports/system.ts';

export const actionState = (refusal: Reason | null, say: Say): ActionState =>
  refusal === null
    ? { allowed: true, reason: null, code: null, params: null }
    : { allowed: false, reason: say(refusal), ...refusal };
