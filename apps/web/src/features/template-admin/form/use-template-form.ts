'use client';
// The state of the form for a template: the draft, what is wrong with it, and sending it once however often the button is
// pressed.
import type { Template, TemplateVersionView } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { type Failure, failureOf } from '@/trpc/failure.ts';
import { usePublish, useRegister, useSeenTemplates } from '../queries.ts';
import { sourceWarnings } from './failed-warnings.ts';
import { draftFrom } from './suggest.ts';
import {
  checkPublication,
  checkRegistration,
  type DraftProblems,
  draftOf,
  emptyDraft,
  required,
  type TemplateDraft,
} from './template-draft.ts';

interface TemplateFormOptions {
  /** The version that a new one is written from; null to register a new template. */
  readonly base: TemplateVersionView | null;
  readonly onDone: (template: Template) => void;
}

/** `included.3` is the field `included`; `vcpus.min` is a field of its own. */
const fieldOf = (name: string): string => name.replace(/\.\d+$/, '');

const serverProblems = ({ fields }: Failure): DraftProblems =>
  Object.fromEntries(fields.map(({ field, message }) => [fieldOf(field), message]));

/** A field is at fault no more once it, or the group that it belongs to, was changed. */
const without = (problems: DraftProblems, changed: readonly string[]): DraftProblems =>
  Object.fromEntries(
    Object.entries(problems).filter(
      ([field]) =>
        !changed.some((name) => field === name || field.startsWith(`${name}.`) || field === `source.${name}`),
    ),
  );

/** After a refusal, the first field at fault has the focus. */
const useFocusOnFault = (refusals: number): void => {
  useEffect(() => {
    if (refusals === 0) return;
    document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus();
  }, [refusals]);
};

/** The draft, and the PVE templates that it can be made from. */
const useDraft = (base: TemplateVersionView | null) => {
  const published = base === null ? null : draftOf(base);
  const [written, setWritten] = useState<Partial<TemplateDraft>>({});
  const { cluster, vmid } = { ...(published ?? emptyDraft), ...written };
  const seen = useSeenTemplates(cluster);
  const chosen = seen.data?.items.find((item) => item.vmid === vmid);
  return { draft: draftFrom({ published, chosen, written }), seen, chosen, setWritten };
};

interface Sending extends TemplateFormOptions {
  readonly draft: TemplateDraft;
  readonly onProblems: (problems: DraftProblems) => void;
}

/** Registers or publishes the draft; what was wrong with it is told by field, and as a whole where it was refused. */
const useSending = ({ base, draft, onDone, onProblems }: Sending) => {
  const [failure, setFailure] = useState<Failure | null>(null);
  const handlers = {
    onSuccess: onDone,
    onError: (error: unknown): void => {
      const refusal = failureOf(error);
      setFailure(refusal);
      onProblems(serverProblems(refusal));
    },
  };
  const register = useRegister(handlers);
  const publish = usePublish(handlers);
  const send = (): void => {
    if (base === null) {
      const checked = checkRegistration(draft);
      if (checked.ok) register.mutate(checked.input);
      else onProblems(checked.problems);
      return;
    }
    const checked = checkPublication(draft, { id: base.templateId, version: base.version });
    if (checked.ok) publish.mutate(checked.input);
    else onProblems(checked.problems);
  };
  return {
    failure,
    forget: (): void => setFailure(null),
    send,
    /** Also after success: the next page is on its way. */
    pending: [register, publish].some((sending) => sending.isPending || sending.isSuccess),
  };
};

export const useTemplateForm = ({ base, onDone }: TemplateFormOptions) => {
  const t = useTranslations('fieldErrors');
  const { draft, seen, chosen, setWritten } = useDraft(base);
  const [problems, setProblems] = useState<DraftProblems>({});
  const [refusals, setRefusals] = useState(0);
  useFocusOnFault(refusals);
  const onProblems = (found: DraftProblems): void => {
    setProblems(found);
    setRefusals((count) => count + 1);
  };
  const { failure, pending, forget, send } = useSending({ base, draft, onDone, onProblems });

  const change = (part: Partial<TemplateDraft>): void => {
    forget();
    setWritten((current) => ({ ...current, ...part }));
    setProblems((current) => without(current, Object.keys(part)));
  };

  return {
    draft,
    seen,
    chosen,
    failure,
    pending,
    warnings: sourceWarnings(draft, chosen),
    change,
    isNew: base === null,
    problem: (field: string): string | undefined => {
      const found = problems[field];
      return found === required ? t('required') : found;
    },
    /** The disk was one of the template that was chosen before. */
    choose: (vmid: number | null): void => {
      setProblems({});
      forget();
      setWritten(({ disk: _disk, ...current }) => ({ ...current, vmid }));
    },
    submit: (): void => {
      if (pending) return;
      setProblems({});
      forget();
      send();
    },
  };
};

export type TemplateForm = ReturnType<typeof useTemplateForm>;
