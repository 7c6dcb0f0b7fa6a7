'use client';
// The fields that inviting somebody and changing them have in common.
import { type AdministeredPerson, roles } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/field.tsx';
import { Select } from '@/components/inputs.tsx';
import { useRoles, useTeams } from './queries.ts';

/** What the field of the role holds: a built-in one, and behind it the one made here that narrows it. */
export const roleValue = ({ role, customRole }: Pick<AdministeredPerson, 'role' | 'customRole'>): string =>
  customRole === null ? role : `${role}:${customRole.id}`;

export const roleChosen = (value: string) => {
  const [role, customRoleId = null] = value.split(':');
  return { role, customRoleId };
};

interface ChoiceProps {
  readonly field: UseFormRegisterReturn;
  readonly error: string | undefined;
}

interface RoleProps extends ChoiceProps {
  /** Why it cannot be chosen. */
  readonly locked?: string | undefined;
  /** What comes of another one. */
  readonly note?: string;
}

export function RoleField({ field, error, locked, note = '' }: RoleProps) {
  const t = useTranslations('people');
  const words = useTranslations('userMenu.roles');
  const made = useRoles();
  return (
    <Field id={useId()} label={t('columns.role')} hint={locked ?? `${t('roleHint')} ${note}`.trimEnd()} error={error}>
      {(attributes) => (
        <Select {...attributes} {...field} disabled={locked !== undefined}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {words(role)}
            </option>
          ))}
          {made.length === 0 ? null : (
            <optgroup label={t('roles.made')}>
              {made.map(({ id, name, base }) => (
                <option key={id} value={`${base}:${id}`}>
                  {t('roles.named', { name, base: words(base) })}
                </option>
              ))}
            </optgroup>
          )}
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
