// What can be asked of requests for more than a limit allows.
import {
  approveLimitRequestSchema,
  createLimitRequestSchema,
  limitRequestIdSchema,
  limitRequestPageSchema,
  limitRequestSchema,
  listLimitRequestsSchema,
  rejectLimitRequestSchema,
} from '../limit-requests.ts';
import type { Action } from './define.ts';

const tag = 'limits';

const change = { tag, method: 'POST', answers: 'limit_request', output: limitRequestSchema } as const;

export const limitRequestRows = {
  list: {
    method: 'GET',
    path: '/requests',
    summary: 'List the requests for more',
    description:
      'Newest first: your own, those of your team for its lead, everybody’s for administrators and auditors. Each says whether you may decide on it.',
    tag,
    who: 'anybody',
    input: listLimitRequestsSchema,
    output: limitRequestPageSchema,
  },
  byId: {
    method: 'GET',
    path: '/requests/{id}',
    summary: 'Read one request for more',
    description: 'Your own, or one that you see.',
    tag,
    who: 'reader',
    input: limitRequestIdSchema,
    output: limitRequestSchema,
  },
  create: {
    ...{ ...change, isLimited: true },
    who: 'creator',
    path: '/requests',
    summary: 'Ask for more than your limit',
    description:
      'Of one measure, for some days, with a reason. The lead of your team and administrators decide. One of a measure is open at a time. What is held together is limited together, and cannot be asked for. A VM that the limit stands in the way of may wait for it: it is made with the approval, by the rules as they are then.',
    input: createLimitRequestSchema,
    example: {
      measure: 'vcpus',
      value: 32,
      days: 7,
      reason: 'Two customers report the same fault, and each needs a machine of their own.',
    },
  },
  withdraw: {
    ...change,
    who: 'requester',
    path: '/requests/{id}/withdraw',
    summary: 'Withdraw your request for more',
    description: 'As long as nobody has decided on it.',
    input: limitRequestIdSchema,
  },
  approve: {
    ...change,
    who: 'decider',
    path: '/requests/{id}/approve',
    summary: 'Approve a request for more',
    description:
      'What was asked for, or less of it or for a shorter time, is granted to the person at once, and ends by itself. What is granted to them already stays. A VM that waits for it is made at once; where it cannot be, `decided.fault` says why. For the lead of their team and administrators, and nobody for themselves.',
    input: approveLimitRequestSchema,
    example: { value: 24, comment: 'As much as the first customer needs.' },
  },
  reject: {
    ...change,
    who: 'decider',
    path: '/requests/{id}/reject',
    summary: 'Reject a request for more',
    description: 'With a comment, which the person reads. For the lead of their team and administrators.',
    input: rejectLimitRequestSchema,
    example: { comment: 'Please delete the two VMs of last month first.' },
  },
} as const satisfies Record<string, Action>;
