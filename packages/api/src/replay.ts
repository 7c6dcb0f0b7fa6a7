// What a mutation's repeats under its `Idempotency-Key` are answered with: the subject as it is then, marked as a repeat.
import {
  type AlreadyDoneError,
  type AnsweredSubject,
  DomainError,
  type PersonContext,
  type Services,
} from '@portal/domain';
import {
  canaryRunSchema,
  deploymentOperationSchema,
  deploymentSchema,
  problemItemSchema,
  templateSchema,
} from '@portal/types';
import { z } from 'zod';
import { idempotencyReplayedHeader } from './http/idempotency-key.ts';
import { type ProcedureMeta, statusOf } from './procedure-meta.ts';

interface Answer {
  /** What nobody is shown is cut off here, as from a procedure's own output. */
  readonly schema: z.ZodType;
  readonly read: (services: Services, actor: PersonContext, id: string) => Promise<unknown>;
}

const answers = {
  deployment: { schema: deploymentSchema, read: ({ deployments }, actor, id) => deployments.byId(actor, id) },
  operation: {
    schema: deploymentOperationSchema,
    read: ({ deployments }, actor, id) => deployments.operation(actor, id),
  },
  template: { schema: templateSchema, read: ({ templates }, actor, id) => templates.byId(actor, id) },
  problem: { schema: problemItemSchema, read: ({ problems }, actor, id) => problems.byId(actor, id) },
  canary_run: { schema: canaryRunSchema, read: ({ templateAdmin }, actor, id) => templateAdmin.canary(actor, id) },
} as const satisfies Record<AnsweredSubject, Answer>;

interface Caller {
  readonly services: Services;
  readonly actor: PersonContext;
  readonly responseHeaders: Headers;
}

export const replay = async (caller: Caller, { record }: AlreadyDoneError): Promise<unknown> => {
  caller.responseHeaders.set(idempotencyReplayedHeader, 'true');
  const { subject, code } = record;
  if (code !== null) throw new DomainError(code);
  const { schema, read } = answers[subject.type];
  return schema.parse(await read(caller.services, caller.actor, subject.id));
};

/** A mutation that does not say what its repeats answer cannot be called, with a key or without. */
export const answerOf = (procedure: string, meta: ProcedureMeta | undefined) => {
  if (meta?.answers === undefined) throw new Error(`${procedure} does not say what its repeats answer.`);
  const { answers: subjectType, shownOnce = false } = meta;
  return { subjectType, status: statusOf(meta.openapi), code: shownOnce ? 'already_shown' : null } as const;
};

const identified = z.object({ id: z.string() });

/** The id of what a mutation answered. */
export const answeredId = (output: unknown): string => identified.parse(output).id;
