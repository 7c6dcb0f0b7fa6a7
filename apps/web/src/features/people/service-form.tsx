'use client';
// What a new service account is called, and what it may do.
import { type AdministeredPerson, createServiceSchema } from '@portal/types';
import { useTranslations } from 'next-intl';
import { NewPersonForm, requestOf } from './new-person-form.tsx';
import { usePeopleSenders } from './queries.ts';

const request = requestOf(createServiceSchema, ({ email: _none, ...draft }) => draft);

interface ServiceFormProps {
  readonly onMade: (made: AdministeredPerson) => void;
  readonly close: () => void;
}

export function ServiceForm(props: ServiceFormProps) {
  const t = useTranslations('people.service');
  const { createService } = usePeopleSenders();
  return <NewPersonForm {...props} request={request} hasEmail={false} send={createService} submit={t('submit')} />;
}
