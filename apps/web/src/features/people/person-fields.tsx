'use client';
// The fields that inviting somebody and changing them have in common.
import { roles } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/field.tsx';
import { Select } from '@/components/inputs.tsx';
import { useTeams } from './queries.ts';

interface ChoiceProps {
  readonly field: UseFormRegisterReturn;
  readonly error: string | undefined;
  /** Why it cannot be chosen. */
  readonly locked?: string | undefined;
}

export function RoleField({ field, error, locked }: ChoiceProps) {
  const t = useTranslations('people');
  const words = useTranslations('userMenu.roles');
  return (
    <Field id={useId()} label={t('columns.role')} hint={locked ?? t('roleHint')} error={error}>
      {(attributes) => (
        <Select {...attributes} {...field} disabled={locked !== undefined}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {words(role)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

export function TeamField({ field, error }: ChoiceProps) {
  const t = useTranslations('people');
  const teams = useTeams();
  return (
    <Field id={useId()} label={t('columns.team')} error={error}>
      {(attributes) => (
        <Select {...attributes} {...field}>
          <option value="">{t('noTeam')}</option>
          {teams.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
