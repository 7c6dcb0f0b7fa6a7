'use client';
// One colleague of a short list; where there are more than it shows, a field finds them by name.
import type { Colleague } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useId, useState } from 'react';
import { Field } from '@/components/field.tsx';
import { Select, TextInput } from '@/components/inputs.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { useColleagues } from './queries.ts';

interface ChooseColleagueProps {
  readonly label: string;
  /** Words for nobody chosen. */
  readonly nobody: string;
  readonly chosen: string;
  readonly choose: (id: string) => void;
  /** Who is not offered. */
  readonly except: string;
  readonly error?: string | undefined;
  /** Offered as well, each as a whole. */
  readonly teams?: readonly { readonly id: string; readonly name: string }[];
}

export function ChooseColleague({ label, nobody, chosen, choose, except, error, teams = [] }: ChooseColleagueProps) {
  const t = useTranslations('colleagues');
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const everybody = useColleagues({});
  const found = useColleagues(q === '' ? {} : { q });
  const id = useId();
  if (found.data === undefined) {
    return found.isError ? <QueryFailure query={found} /> : <Skeleton className="h-16 w-full" />;
  }
  const offered = found.data.items.filter((colleague) => colleague.id !== except);
  return (
    <>
      {everybody.data?.more === true ? <Find id={`${id}-find`} typed={typed} type={setTyped} /> : null}
      <Field id={id} label={label} hint={offered.length + teams.length === 0 ? t('nobody') : undefined} error={error}>
        {(attributes) => (
          <Select {...attributes} value={chosen} onChange={(event) => choose(event.target.value)}>
            <option value="">{nobody}</option>
            {teams.map(({ id: team, name }) => (
              <option key={team} value={team}>
                {t('everybodyOf', { team: name })}
              </option>
            ))}
            {offered.map((colleague) => (
              <Option key={colleague.id} colleague={colleague} />
            ))}
          </Select>
        )}
      </Field>
    </>
  );
}

function Option({ colleague: { id, name, email, team } }: { readonly colleague: Colleague }) {
  const t = useTranslations('colleagues');
  return (
    <option value={id}>
      {team === null ? t('one', { name, email }) : t('inTeam', { name, email, team: team.name })}
    </option>
  );
}

interface FindProps {
  readonly id: string;
  readonly typed: string;
  readonly type: (text: string) => void;
}

function Find({ id, typed, type }: FindProps) {
  const t = useTranslations('colleagues');
  return (
    <Field id={id} label={t('find')}>
      {(attributes) => (
        <TextInput
          {...attributes}
          type="search"
          value={typed}
          maxLength={100}
          onChange={(event) => type(event.target.value)}
        />
      )}
    </Field>
  );
}
