'use client';
// The create form's state: the draft, what is wrong with it, and sending it once however often the button is pressed.
import { type Deployment, hostNameOf, type Template } from '@portal/types';
import { useState } from 'react';
import { type Failure, failureOf } from '@/trpc/failure.ts';
import { useCreate } from '../queries.ts';
import {
  checkDraft,
  type Draft,
  defaultDraft,
  type FieldName,
  type FieldProblem,
  type FieldProblems,
  fieldOrder,
  nameProblem,
} from './create-draft.ts';
import { suggestName } from './suggest-name.ts';

interface CreateFormOptions {
  readonly template: Template;
  readonly given: { readonly name: string | null; readonly ticket: string };
  readonly suggestedName: string;
  readonly onCreated: (deployment: Deployment) => void;
  /** Called with the first field at fault, in the order of the form. */
  readonly onRefused: (field: FieldName | null) => void;
}

const serverProblems = ({ fields, limits }: Failure): FieldProblems => {
  const problems: FieldProblems = {};
  for (const name of fieldOrder) {
    const field = fields.find((error) => error.field === name);
    if (field !== undefined) problems[name] = { kind: 'text', text: field.message };
    const limit = limits.find((figure) => figure.name.startsWith(`template.${name}.`));
    if (limit !== undefined) problems[name] = { kind: 'limit', limit: limit.limit };
  }
  return problems;
};

const firstOf = (problems: FieldProblems): FieldName | null =>
  fieldOrder.find((name) => problems[name] !== undefined) ?? null;

const withNameProblem = (problems: FieldProblems, name: FieldProblem | undefined): FieldProblems =>
  name === undefined ? problems : { ...problems, name };

export const useCreateForm = ({ template, given, suggestedName, onCreated, onRefused }: CreateFormOptions) => {
  const [draft, setDraft] = useState(() =>
    defaultDraft(template, { name: given.name ?? suggestedName, ticket: given.ticket }),
  );
  const [ownName, setOwnName] = useState(given.name !== null);
  const [problems, setProblems] = useState<FieldProblems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const create = useCreate({
    onSuccess: onCreated,
    onError: (error) => {
      const refusal = failureOf(error);
      const found = serverProblems(refusal);
      setFailure(refusal);
      setProblems(found);
      onRefused(firstOf(found));
    },
  });

  const change = (part: Partial<Draft>): void => {
    setFailure(null);
    setDraft((draft) => ({ ...draft, ...part }));
    setProblems((problems) =>
      Object.fromEntries(Object.entries(problems).filter(([field]) => !Object.hasOwn(part, field))),
    );
  };

  return {
    draft,
    problems: withNameProblem(problems, nameProblem(draft, template)),
    /** What the guest will be called, where that is not the whole name. */
    cutName: hostNameOf(draft.name, template) === draft.name ? null : hostNameOf(draft.name, template),
    failure,
    /** Also after success: the next page is on its way. */
    pending: create.isPending || create.isSuccess,
    change,
    changeName: (name: string): void => {
      setOwnName(true);
      change({ name });
    },
    /** A suggested name follows the ticket until the person writes one. */
    changeTicket: (ticket: string): void =>
      change(ownName ? { ticket } : { ticket, name: suggestName(template, ticket, Math.random()) }),
    suggestAnother: (): void => {
      setOwnName(false);
      change({ name: suggestName(template, '', Math.random()) });
    },
    submit: (): void => {
      if (create.isPending || create.isSuccess) return;
      const checked = checkDraft(draft, template);
      setProblems(checked.ok ? {} : checked.problems);
      setFailure(null);
      if (checked.ok) create.mutate(checked.input);
      else onRefused(firstOf(checked.problems));
    },
  };
};

export type CreateForm = ReturnType<typeof useCreateForm>;
