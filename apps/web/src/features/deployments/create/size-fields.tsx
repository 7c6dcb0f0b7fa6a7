'use client';
// How large the VM is: one of the sizes that the template offers by name, or figures of one's own within its bounds.
import { type Bounds, type SizeMeasure, sizeMeasures, type TemplateSize } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { mibPerGib, useSizeTexts } from '../size-text.ts';
import { Choice } from './choice.tsx';
import type { SizeName } from './create-draft.ts';
import { SizeField } from './size-field.tsx';
import type { CreateForm } from './use-create-form.ts';

interface SizeFieldsProps {
  readonly form: CreateForm;
  readonly bounds: Readonly<Record<SizeName, Bounds>>;
  readonly sizes: readonly TemplateSize[];
}

export function SizeFields({ form, bounds, sizes }: SizeFieldsProps) {
  const t = useTranslations('create');
  const sizeTexts = useSizeTexts();
  const [wantsCustom, setCustom] = useState(false);
  const isAtFault = sizeMeasures.some((measure) => form.error(measure) !== undefined);
  const isNow = (size: TemplateSize): boolean => sizeMeasures.every((measure) => size[measure] === form.draft[measure]);
  const chosen = wantsCustom || isAtFault ? undefined : sizes.find(isNow);
  if (sizes.length === 0) return <Figures form={form} bounds={bounds} />;
  return (
    <div className="flex flex-col gap-5">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">{t('size')}</legend>
        {sizes.map((size, index) => (
          <Choice
            key={size.name}
            id={`size-${index}`}
            name="size"
            checked={chosen === size}
            onChoose={() => {
              setCustom(false);
              form.takeSize(size);
            }}
          >
            <span className="py-1">
              <span className="block font-medium">{size.name}</span>
              <span className="block text-[0.8125rem]">{sizeTexts.all(size)}</span>
            </span>
          </Choice>
        ))}
        <Choice id="size-custom" name="size" checked={chosen === undefined} onChoose={() => setCustom(true)}>
          {t('sizeCustom')}
        </Choice>
      </fieldset>
      {chosen === undefined ? <Figures form={form} bounds={bounds} onFocus={() => setCustom(true)} /> : null}
    </div>
  );
}

const halfGibInMib = 512;

/** Whole GiB where the bounds are whole, half ones otherwise. */
const memoryStep = ({ min, max }: Bounds): number =>
  min % mibPerGib === 0 && max % mibPerGib === 0 ? mibPerGib : halfGibInMib;

interface FiguresProps extends Pick<SizeFieldsProps, 'form' | 'bounds'> {
  /** They stay while somebody writes in them, also when they come to those of a size. */
  readonly onFocus?: () => void;
}

function Figures({ form, bounds, onFocus }: FiguresProps) {
  const t = useTranslations('create');
  const looks = {
    vcpus: { label: t('vcpus'), unit: t('vcpuUnit'), step: 1 },
    memoryMiB: { label: t('memory'), unit: t('gibUnit'), step: memoryStep(bounds.memoryMiB), scale: mibPerGib },
    diskGiB: { label: t('disk'), unit: t('gibUnit'), step: 1 },
  } as const satisfies Record<SizeMeasure, object>;
  return (
    <fieldset className="flex flex-col gap-5" onFocus={onFocus}>
      <legend className="sr-only">{t('figures')}</legend>
      {sizeMeasures.map((measure) => (
        <SizeField key={measure} form={form} name={measure} bounds={bounds[measure]} {...looks[measure]} />
      ))}
    </fieldset>
  );
}
