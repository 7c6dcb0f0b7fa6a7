// A problem in words. Titles are the same for every problem of a code; what another release recorded in a form of its own is not
// told further.
import type { ProblemFacts } from '@portal/domain';
import { rendererFor, unaddressed } from '@portal/messages';
import { type ProblemItem, type Reason, reasonSchema } from '@portal/types';

const say = rendererFor(unaddressed);
const unread: Reason = { code: 'not_recorded', params: {} };

export const problemTitle = (code: ProblemItem['code']): string => say({ code, params: {} }, 'titles');

export const worded = (problem: ProblemFacts): ProblemItem => {
  const { code, params } = problem;
  const { success, data } = reasonSchema.safeParse({ code, params });
  const reason: Reason = success ? data : unread;
  return {
    ...problem,
    title: problemTitle(code),
    meaning: say(reason),
    remedy: success ? say(reason, 'remedies') : say(reason),
  };
};
