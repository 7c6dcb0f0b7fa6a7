'use client';
// The state of the form for a template: what its PVE template suggests, what somebody wrote over it, and sending it once however
// often the button is pressed.
import type { PublishTemplate, RegisterTemplate, SeenTemplate, Template, TemplateVersionView } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef } from 'react';
import { type FieldPath, type UseFormReturn, useForm, useWatch } from 'react-hook-form';
import { useMe } from '@/features/account/queries.ts';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { useKeptDraft } from '@/features/forms/kept-draft.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { useSeenTemplates, useTemplateSenders } from '../queries.ts';
import { sourceWarnings } from './failed-warnings.ts';
import { suggestedDraft, withSuggestions } from './suggest.ts';
import { draftOf, emptyDraft, requestSchema, type TemplateDraft, templateDraftSchema } from './template-draft.ts';

interface TemplateFormOptions {
  /** The version that a new one is written from; null to register a new template. */
  readonly base: TemplateVersionView | null;
  readonly onDone: (template: Template) => void;
}

type Form = UseFormReturn<TemplateDraft, unknown, RegisterTemplate | PublishTemplate>;

const readKept = async (kept: unknown): Promise<TemplateDraft> => templateDraftSchema.parse(kept);

interface Suggesting {
  readonly form: Form;
  readonly published: TemplateDraft | null;
  readonly cluster: string;
  readonly chosen: SeenTemplate | undefined;
}

/** Fills in what the chosen PVE template suggests, and returns what was suggested last. */
const useSuggestions = ({ form: { getValues, reset }, published, cluster, chosen }: Suggesting) => {
  const suggested = useMemo(() => suggestedDraft({ published, cluster, chosen }), [published, cluster, chosen]);
  const before = useRef(suggested);
  useEffect(() => {
    if (suggested === before.current) return;
    const values = withSuggestions(getValues(), before.current, suggested);
    before.current = suggested;
    reset(values);
  }, [suggested, getValues, reset]);
  return before;
};

export const useTemplateForm = ({ base, onDone }: TemplateFormOptions) => {
  const t = useTranslations('errors');
  const owner = useMe().principal.userId;
  const published = useMemo(() => (base === null ? null : draftOf(base)), [base]);
  const form: Form = useForm<TemplateDraft, unknown, RegisterTemplate | PublishTemplate>({
    defaultValues: published ?? emptyDraft,
    resolver: wordedResolver(requestSchema(base), useFaultWords()),
  });
  const { control, formState, handleSubmit, register, setValue } = form;
  const draft = useWatch({ control, compute: (values: TemplateDraft) => values });
  const { cluster, vmid } = draft.source;
  const seen = useSeenTemplates(cluster);
  const chosen = seen.data?.items.find((item) => String(item.vmid) === vmid);
  const forget = useKeptDraft({ form, owner: `${owner}:${base?.version ?? 0}`, read: readKept });
  const suggested = useSuggestions({ form, published, cluster, chosen });
  const save = useMutation({
    mutationFn: useTemplateSenders().save,
    onSuccess: (template) => {
      forget();
      onDone(template);
    },
    onError: (error) => showRefusal({ form, error, unanswered: t('unanswered') }),
  });
  /** Also after success: the next page is on its way. */
  const pending = save.isPending || save.isSuccess;

  return {
    control,
    register,
    draft,
    seen,
    chosen,
    pending,
    isNew: base === null,
    warnings: sourceWarnings(draft, chosen),
    refusal: formState.errors.root?.message,
    error: (name: FieldPath<TemplateDraft>): string | undefined => faultAt(formState.errors, name),
    /** What was chosen of the cluster before is not there. */
    forgetSource: (): void => setValue('source.vmid', ''),
    /** The disk was one of the template that was chosen before. */
    forgetDisk: (): void => setValue('source.disk', suggested.current.source.disk),
    submit: handleSubmit((request) => {
      if (!pending) save.mutate(request);
    }),
  };
};

export type TemplateForm = ReturnType<typeof useTemplateForm>;
