'use client';
// Everything that one person has, for a colleague: before an account is closed. Each VM is given by itself, and says what became of it.
import type { Deployment } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { useSenders } from '@/features/deployments/queries.ts';
import { failureOf } from '@/trpc/failure.ts';
import { ChooseColleague } from './choose-colleague.tsx';
import { useVmsOf } from './queries.ts';

interface TransferVmsProps {
  readonly person: { readonly id: string; readonly name: string };
  readonly open: boolean;
  readonly close: () => void;
}

export function TransferVmsDialog(props: TransferVmsProps) {
  const t = useTranslations('transferVms');
  const { person, open, close } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={t('title', { name: person.name })}
      description={t('description')}
    >
      <TransferVms {...props} />
    </Dialog>
  );
}

/** By id: null for one that was given, otherwise why it was not. */
type Results = ReadonlyMap<string, string | null>;

const useTransfers = (vms: readonly Deployment[]) => {
  const errors = useTranslations('errors');
  const { act } = useSenders();
  const [results, setResults] = useState<Results>(new Map());
  const give = useMutation({
    mutationFn: async (to: string) => {
      // One after the other: all count in the limits of the same person.
      for (const { id } of vms.filter((vm) => results.get(vm.id) !== null)) {
        const refusal = await act('transfer', { id, to }).then(
          () => null,
          (error: unknown) => failureOf(error).detail ?? errors('unanswered'),
        );
        setResults((known) => new Map([...known, [id, refusal]]));
      }
    },
  });
  return { give, results };
};

function TransferVms({ person, close }: TransferVmsProps) {
  const t = useTranslations('transferVms');
  const page = useVmsOf(person.id);
  const [to, setTo] = useState('');
  const [vms, setVms] = useState<readonly Deployment[]>([]);
  const theirs = page.data?.items.filter(({ owner }) => owner.id === person.id) ?? [];
  const shown = vms.length > 0 ? vms : theirs;
  const { give, results } = useTransfers(shown);
  if (page.data === undefined) {
    return page.isError ? <QueryFailure query={page} /> : <Skeleton className="h-24 w-full" />;
  }
  const isDone = shown.length > 0 && shown.every(({ id }) => results.get(id) === null);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (to === '' || give.isPending) return;
    // Those that were given leave the list of the person while it is asked for again.
    setVms(shown);
    give.mutate(to);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <VmList vms={shown} results={results} />
      {page.data.nextCursor === null ? null : <p className="text-ink-muted">{t('more')}</p>}
      {shown.length === 0 || isDone ? null : (
        <ChooseColleague label={t('to')} nobody={t('choose')} chosen={to} choose={setTo} except={person.id} />
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t(isDone ? 'close' : 'keep')}</Button>
        {shown.length === 0 || isDone ? null : (
          <Button type="submit" variant="primary" pending={give.isPending} disabled={to === ''}>
            {t('submit', { count: shown.length })}
          </Button>
        )}
      </div>
    </form>
  );
}

function VmList({ vms, results }: { readonly vms: readonly Deployment[]; readonly results: Results }) {
  const t = useTranslations('transferVms');
  if (vms.length === 0) return <p className="text-ink-muted">{t('none')}</p>;
  return (
    <ul aria-live="polite" className="flex max-h-60 flex-col gap-1.5 overflow-y-auto">
      {vms.map(({ id, name }) => {
        const result = results.get(id);
        return (
          <li key={id} className="wrap-anywhere">
            <span className="font-medium">{name}</span>
            {result === undefined ? null : (
              <span className={result === null ? 'text-ink-muted' : 'text-bad-ink'}> {result ?? t('given')}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
