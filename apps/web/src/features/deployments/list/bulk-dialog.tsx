'use client';
// One action on several VMs: what will be lost, on which it cannot be asked for and why, and then what became of each.
import type { Deployment } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type RefObject, type SubmitEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { Field } from '@/components/field.tsx';
import { Select, TextInput } from '@/components/inputs.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { extensionPresets } from '../actions/extend-options.ts';
import { useSenders } from '../queries.ts';
import { type BulkAction, eachOf, obstacleTo } from './bulk.ts';
import { type BulkEntry, BulkList } from './bulk-list.tsx';

/** The VMs as they were then: one that is gone meanwhile leaves the list, and not its results. */
export interface AskedOfMany {
  readonly action: BulkAction;
  readonly vms: readonly Deployment[];
}

interface BulkDialogProps extends AskedOfMany {
  /** `isDone`: it was asked for. */
  readonly close: (isDone: boolean) => void;
  /** Has the focus once nothing is chosen any more. */
  readonly fallback: RefObject<HTMLElement | null>;
}

export function BulkDialog({ action, vms, close, fallback }: BulkDialogProps) {
  const t = useTranslations('bulk');
  const bulk = useBulk(action);
  const isAsked = !bulk.run.isIdle;
  /** What became of each is told nowhere else. */
  const leave = (): void => {
    if (!bulk.run.isPending) close(isAsked);
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => next || leave()}
      finalFocus={() => (isAsked && fallback.current) || true}
      title={t(`${action}.title`, { count: vms.length })}
      description={t(`${action}.description`, { kept: keptOf(vms) })}
    >
      <BulkForm {...{ action, vms, bulk, isAsked, leave }} />
    </Dialog>
  );
}

/** Which of them could be restored if they were deleted now. */
const keptOf = (vms: readonly Deployment[]): 'all' | 'some' | 'none' => {
  const able = vms.filter(({ actions }) => actions.delete.allowed);
  if (!able.some(({ restoreHours }) => restoreHours > 0)) return 'none';
  return able.every(({ restoreHours }) => restoreHours > 0) ? 'all' : 'some';
};

const atOnce = 3;

/** By id: null for one that was accepted, otherwise why it was not. */
type Results = ReadonlyMap<string, string | null>;

const useBulk = (action: BulkAction) => {
  const errors = useTranslations('errors');
  const { act } = useSenders();
  const [results, setResults] = useState<Results>(new Map());
  const ask = (id: string, hours: number) => (action === 'extend' ? act('extend', { id, hours }) : act(action, { id }));
  const run = useMutation({
    mutationFn: ({ vms, hours }: { readonly vms: readonly Deployment[]; readonly hours: number }) =>
      eachOf(vms, atOnce, async ({ id }) => {
        const refusal = await ask(id, hours).then(
          () => null,
          (error: unknown) => failureOf(error).detail ?? errors('unanswered'),
        );
        setResults((known) => new Map([...known, [id, refusal]]));
      }),
  });
  return { run, results };
};

interface BulkFormProps extends Pick<BulkDialogProps, 'action' | 'vms'> {
  readonly bulk: ReturnType<typeof useBulk>;
  readonly isAsked: boolean;
  readonly leave: () => void;
}

function BulkForm({ action, vms, bulk: { run, results }, isAsked, leave }: BulkFormProps) {
  const t = useTranslations('bulk');
  const [hours, setHours] = useState<number>(extensionPresets[0].hours);
  const [typed, setTyped] = useState('');
  const [isMismatch, setMismatch] = useState(false);
  const entries = vms.map(
    (vm): BulkEntry => ({
      vm,
      obstacle: obstacleTo({ action, hours }, vm, Date.now()),
      result: results.get(vm.id),
    }),
  );
  const able = entries.filter(({ obstacle }) => obstacle === null).map(({ vm }) => vm);
  const isForGood = action === 'delete' && able.some(({ restoreHours }) => restoreHours === 0);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const isConfirmed = !isForGood || typed.trim() === String(able.length);
    setMismatch(!isConfirmed);
    if (isAsked || able.length === 0 || !isConfirmed) return;
    run.mutate({ vms: able, hours });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {action === 'extend' && !isAsked ? <HoursField hours={hours} choose={setHours} /> : null}
      <BulkList action={action} entries={entries} isAsked={isAsked} />
      {isForGood && !isAsked ? <CountField {...{ count: able.length, typed, isMismatch }} type={setTyped} /> : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button disabled={run.isPending} onClick={leave}>
          {t(isAsked ? 'close' : 'keep')}
        </Button>
        {run.isSuccess || able.length === 0 ? null : (
          <Button type="submit" variant={isHarmless(action) ? 'primary' : 'danger'} pending={run.isPending}>
            {t(`${action}.submit`, { count: able.length })}
          </Button>
        )}
      </div>
    </form>
  );
}

const isHarmless = (action: BulkAction): boolean => action !== 'stop' && action !== 'delete';

interface HoursFieldProps {
  readonly hours: number;
  readonly choose: (hours: number) => void;
}

function HoursField({ hours, choose }: HoursFieldProps) {
  const t = useTranslations('bulk');
  const extend = useTranslations('extend');
  return (
    <Field id={useId()} label={t('hours')}>
      {(attributes) => (
        <Select {...attributes} value={hours} onChange={(event) => choose(Number(event.target.value))}>
          {extensionPresets.map((preset) => (
            <option key={preset.key} value={preset.hours}>
              {extend(preset.key)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface CountFieldProps {
  readonly count: number;
  readonly typed: string;
  readonly isMismatch: boolean;
  readonly type: (text: string) => void;
}

/** Nothing brings them back: their number is typed, as a single one’s name is. */
function CountField({ count, typed, isMismatch, type }: CountFieldProps) {
  const t = useTranslations('bulk');
  return (
    <Field id={useId()} label={t('typeCount', { count })} error={isMismatch ? t('mismatch') : undefined}>
      {(attributes) => (
        <TextInput
          {...attributes}
          value={typed}
          inputMode="numeric"
          autoComplete="off"
          onChange={(event) => type(event.target.value)}
        />
      )}
    </Field>
  );
}
