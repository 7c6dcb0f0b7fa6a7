'use client';
// Shares a VM with one more colleague, or with a whole team.
import { type Deployment, type ShareLevel, shareLevels } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { Select } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { useMe } from '@/features/account/queries.ts';
import { ChooseColleague } from '@/features/colleagues/choose-colleague.tsx';
import { useTeamsInReach } from '@/features/colleagues/queries.ts';
import { failureOf } from '@/trpc/failure.ts';
import { useSenders } from '../queries.ts';

export function ShareForm({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('sharing');
  const errors = useTranslations('errors');
  const [chosen, setChosen] = useState('');
  const [level, setLevel] = useState<ShareLevel>('view');
  const teams = useTeamsInReach(useMe());
  const { share } = useSenders();
  const sharing = useMutation({
    mutationFn: () => share({ id: deployment.id, with: chosen, level }),
    onSuccess: () => setChosen(''),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (chosen !== '' && !sharing.isPending) sharing.mutate();
  };
  const choose = (id: string): void => {
    setChosen(id);
    sharing.reset();
  };
  const refusal = sharing.error === null ? null : (failureOf(sharing.error).detail ?? errors('unanswered'));
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <ChooseColleague
        label={t('with')}
        nobody={t('choose')}
        chosen={chosen}
        choose={choose}
        except={deployment.owner.id}
        teams={teams}
      />
      <LevelField level={level} choose={setLevel} />
      <Refusal>{refusal}</Refusal>
      <Button type="submit" pending={sharing.isPending} disabled={chosen === ''} className="self-start">
        {t('submit')}
      </Button>
    </form>
  );
}

interface LevelFieldProps {
  readonly level: ShareLevel;
  readonly choose: (level: ShareLevel) => void;
}

function LevelField({ level, choose }: LevelFieldProps) {
  const t = useTranslations('sharing');
  return (
    <Field id={useId()} label={t('level')} hint={t(`hints.${level}`)}>
      {(attributes) => (
        <Select
          {...attributes}
          value={level}
          onChange={({ target }) => choose(shareLevels.find((one) => one === target.value) ?? 'view')}
        >
          {shareLevels.map((one) => (
            <option key={one} value={one}>
              {t(`levels.${one}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
