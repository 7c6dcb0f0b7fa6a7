'use client';
// Who is invited, as what.
import { invitePersonSchema, type PasswordLink } from '@portal/types';
import { useTranslations } from 'next-intl';
import { NewPersonForm, requestOf } from './new-person-form.tsx';
import { usePeopleSenders } from './queries.ts';

const request = requestOf(invitePersonSchema, (draft) => draft);

interface InviteFormProps {
  readonly onMade: (made: PasswordLink) => void;
  readonly close: () => void;
}

export function InviteForm(props: InviteFormProps) {
  const t = useTranslations('people.invite');
  const { invite } = usePeopleSenders();
  return <NewPersonForm {...props} request={request} hasEmail send={invite} submit={t('submit')} />;
}
