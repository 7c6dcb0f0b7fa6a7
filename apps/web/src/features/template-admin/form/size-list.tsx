'use client';
// The sizes that are offered by name, one a line, in the order in which people are shown them.
import { mostSizes, sizeMeasures } from '@portal/types';
import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { useFieldArray } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { controlAttributes, FieldNotes } from '@/components/field.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { TextInput } from '@/components/inputs.tsx';
import { scaleOf } from '@/features/deployments/size-text.ts';
import { Figure } from './fields.tsx';
import type { TemplateForm } from './use-template-form.ts';

export function SizeList({ form }: { readonly form: TemplateForm }) {
  const t = useTranslations('templateAdmin.form.sizes');
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'sizes' });
  const add = useRef<HTMLButtonElement>(null);
  const { vcpus, memoryMiB, diskGiB } = form.draft;
  const another = { name: '', vcpus: vcpus.default, memoryMiB: memoryMiB.default, diskGiB: diskGiB.default };
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1.5 font-medium">{t('legend')}</legend>
      <p className="text-[0.8125rem] text-ink-muted">{t('hint')}</p>
      {fields.map(({ id }, index) => (
        <SizeLine key={id} form={form} index={index} onRemove={() => remove(index)} fallback={add} />
      ))}
      <Button ref={add} className="self-start" disabled={fields.length >= mostSizes} onClick={() => append(another)}>
        <Plus aria-hidden className="size-4" />
        {t('add')}
      </Button>
    </fieldset>
  );
}

interface SizeLineProps {
  readonly form: TemplateForm;
  readonly index: number;
  readonly onRemove: () => void;
  /** Has the focus once the line is gone. */
  readonly fallback: RefObject<HTMLElement | null>;
}

function SizeLine({ form, index, onRemove, fallback }: SizeLineProps) {
  const t = useTranslations('templateAdmin.form.sizes');
  const name = `sizes.${index}.name` as const;
  const faults = [name, ...sizeMeasures.map((figure) => `sizes.${index}.${figure}` as const)].map(form.error);
  const error = [...new Set(faults.filter((fault) => fault !== undefined))].join(' ');
  const notes = { id: `sizes.${index}`, error: error === '' ? undefined : error };
  const described = controlAttributes(notes)['aria-describedby'];
  return (
    <fieldset ref={useFocusFallback<HTMLFieldSetElement>(fallback)} className="flex flex-col gap-1.5">
      <legend className="sr-only">{t('line', { number: index + 1 })}</legend>
      <div className="grid grid-cols-3 items-end gap-3 sm:grid-cols-[minmax(0,2fr)_repeat(3,minmax(0,1fr))_auto]">
        <div className="col-span-3 flex flex-col gap-1 sm:col-span-1">
          <label htmlFor={name} className="text-[0.8125rem] text-ink-muted">
            {t('name')}
          </label>
          <TextInput
            {...controlAttributes({ id: name, error: form.error(name) })}
            aria-describedby={described}
            {...form.register(name, { deps: ['sizes'] })}
            autoComplete="off"
          />
        </div>
        {sizeMeasures.map((figure) => (
          <Figure
            key={figure}
            form={form}
            name={`sizes.${index}.${figure}`}
            label={t(figure)}
            scale={scaleOf(figure)}
            describedBy={described}
          />
        ))}
        <Button
          aria-label={t('remove', { number: index + 1 })}
          title={t('remove', { number: index + 1 })}
          onClick={onRemove}
          className="max-sm:justify-self-start"
        >
          <Trash2 aria-hidden className="size-4" />
        </Button>
      </div>
      <FieldNotes {...notes} />
    </fieldset>
  );
}
