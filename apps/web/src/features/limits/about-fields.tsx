'use client';
// Whom a new limit is for, and what is limited.
import {
  type CreateLimit,
  canBeTogether,
  isContingent,
  isVmMeasure,
  type LimitMeasure,
  type LimitSubject,
  limitMeasures,
  limitSubjects,
  roles,
} from '@portal/types';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import { Field } from '@/components/field.tsx';
import { Select } from '@/components/inputs.tsx';
import { ChooseColleague } from '@/features/colleagues/choose-colleague.tsx';
import { faultAt } from '@/features/forms/faults.ts';
import { useTeams } from '@/features/people/queries.ts';
import { api } from '@/trpc/api.ts';

export interface Draft {
  readonly subject: LimitSubject;
  /** Empty for everyone, and until somebody is chosen. */
  readonly of: string;
  readonly measure: LimitMeasure;
  readonly together: boolean;
  /** In the unit that people read it in. */
  readonly value: string;
  /** Of a person, as the browser's field has it. Empty where it does not end. */
  readonly endsAt: string;
}

export type LimitDraft = UseFormReturn<Draft, unknown, CreateLimit>;

/** Of a template and a cluster it is always so. */
export const mayChooseTogether = (subject: LimitSubject, measure: LimitMeasure): boolean =>
  canBeTogether(subject, measure) && !isContingent(subject);

export function AboutFields({ form }: { readonly form: LimitDraft }) {
  const t = useTranslations('limits');
  const measures = useTranslations('quota.labels');
  const [subject, measure] = useWatch({ control: form.control, name: ['subject', 'measure'] });
  const { errors } = form.formState;
  const offered = limitMeasures.filter((one) => !isContingent(subject) || !isVmMeasure(one));
  const begin = (): void => {
    form.setValue('of', '');
    if (isContingent(form.getValues('subject')) && isVmMeasure(measure)) form.setValue('measure', 'deployments');
  };
  return (
    <>
      <Field id={useId()} label={t('subject')} error={faultAt(errors, 'subject')}>
        {(attributes) => (
          <Select {...attributes} {...form.register('subject', { onChange: begin })}>
            {limitSubjects.map((one) => (
              <option key={one} value={one}>
                {t(`subjects.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {subject === 'person' ? <OfPerson form={form} error={faultAt(errors, 'of')} /> : null}
      {subject === 'everyone' || subject === 'person' ? null : (
        <Of form={form} subject={subject} error={faultAt(errors, 'of')} />
      )}
      {mayChooseTogether(subject, measure) ? (
        <label className="flex items-start gap-2">
          <input type="checkbox" className="mt-1" {...form.register('together')} />
          {t('holdTogether')}
        </label>
      ) : null}
      <Field id={useId()} label={t('measure')} error={faultAt(errors, 'measure')}>
        {(attributes) => (
          <Select {...attributes} {...form.register('measure')}>
            {offered.map((one) => (
              <option key={one} value={one}>
                {measures(one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </>
  );
}

type Someone = Exclude<LimitSubject, 'everyone' | 'person'>;

/** Who, or what, can be chosen from a list; empty until it is there. */
const useOffered = (subject: Someone): readonly { readonly id: string; readonly name: string }[] => {
  const words = useTranslations('userMenu.roles');
  const offered = {
    role: roles.map((role) => ({ id: role, name: words(role) })),
    team: useTeams(),
    template: api.templates.list.useQuery(undefined, { enabled: subject === 'template' }).data?.items,
    cluster: api.clusters.list.useQuery(undefined, { enabled: subject === 'cluster' }).data?.items,
  };
  return offered[subject] ?? [];
};

interface ChosenProps {
  readonly form: LimitDraft;
  readonly error: string | undefined;
}

const useChosen = (form: LimitDraft) => ({
  chosen: useWatch({ control: form.control, name: 'of' }),
  choose: (of: string): void =>
    form.setValue('of', of, { shouldDirty: true, shouldValidate: form.formState.isSubmitted }),
});

function OfPerson({ form, error }: ChosenProps) {
  const t = useTranslations('limits');
  return (
    <ChooseColleague {...useChosen(form)} {...{ error, label: t('subjects.person'), nobody: t('choose') }} except="" />
  );
}

function Of({ form, subject, error }: ChosenProps & { readonly subject: Someone }) {
  const t = useTranslations('limits');
  const offered = useOffered(subject);
  const { chosen, choose } = useChosen(form);
  return (
    <Field id={useId()} label={t(`subjects.${subject}`)} error={error}>
      {(attributes) => (
        <Select {...attributes} value={chosen} onChange={(event) => choose(event.target.value)}>
          <option value="">{t('choose')}</option>
          {offered.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
