'use client';
// Who one is to the portal, and to the others who read one's name. The name is one's own to change.
import { personNameMax } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { useMe, useRename } from './queries.ts';

export function ProfileCard() {
  const t = useTranslations();
  const { email, role, customRole, team } = useMe().principal;
  return (
    <Card title={t('profile.who')} id="who" className="max-w-2xl">
      <div className="flex flex-col gap-5">
        <FactList
          facts={[
            [t('profile.email'), email],
            [t('profile.role'), customRole?.name ?? t(`userMenu.roles.${role}`)],
            [t('profile.team'), team?.name ?? t('profile.noTeam')],
          ]}
        />
        <NameForm />
      </div>
    </Card>
  );
}

function NameForm() {
  const t = useTranslations();
  const toasts = useToasts();
  const { name } = useMe().principal;
  const form = useForm({ values: { name } });
  const { errors, isDirty } = form.formState;
  const rename = useRename({
    onSuccess: (renamed) => toasts.accepted(t('profile.renamed', renamed)),
    onError: (error) => showRefusal({ form, error, unanswered: t('errors.unanswered') }),
  });
  const submit = form.handleSubmit((given) => {
    if (!rename.isPending) rename.mutate(given);
  });
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <Field
        id="name"
        label={t('profile.name')}
        hint={t('profile.nameHint')}
        error={faultAt(errors, 'name') ?? errors.root?.message}
      >
        {(attributes) => (
          <TextInput
            {...attributes}
            {...form.register('name', { required: t('profile.nameMissing') })}
            maxLength={personNameMax}
            autoComplete="name"
          />
        )}
      </Field>
      <Button type="submit" className="self-start" pending={rename.isPending} disabled={!isDirty}>
        {t('profile.rename')}
      </Button>
    </form>
  );
}
