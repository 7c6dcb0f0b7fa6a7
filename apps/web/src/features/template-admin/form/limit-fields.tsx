'use client';
// How large VMs of this template may be, and for how long they may be kept: least, default and most of each, and the sizes that are
// offered by name.
import { useTranslations } from 'next-intl';
import { mibPerGib } from '@/features/deployments/size-text.ts';
import { leaseEnds } from '@/features/templates/lease-end.ts';
import { CheckField, ChoiceField, FiguresField } from './fields.tsx';
import { SizeList } from './size-list.tsx';
import type { TemplateForm } from './use-template-form.ts';

const figuresOf = <Measure extends 'vcpus' | 'memoryMiB' | 'diskGiB'>(measure: Measure) =>
  [`${measure}.min`, `${measure}.default`, `${measure}.max`] as const;
const leaseFigures = ['lease.minHours', 'lease.defaultHours', 'lease.maxHours'] as const;

export function LimitFields({ form }: { readonly form: TemplateForm }) {
  const t = useTranslations('templateAdmin.form');
  const fields = [
    { id: 'vcpus', legend: t('vcpus'), names: figuresOf('vcpus') },
    { id: 'memoryMiB', legend: t('memoryGiB'), names: figuresOf('memoryMiB'), scale: mibPerGib },
    { id: 'diskGiB', legend: t('diskGiB'), names: figuresOf('diskGiB') },
    {
      id: 'lease',
      legend: t('leaseHours'),
      names: form.draft.lease.atEnd === 'grace' ? [...leaseFigures, 'lease.graceHours' as const] : leaseFigures,
    },
  ];
  return (
    <div className="flex flex-col gap-5">
      <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
        {fields.map((field) => (
          <FiguresField key={field.id} form={form} {...field} />
        ))}
      </div>
      <ChoiceField
        form={form}
        name="lease.atEnd"
        label={t('leaseEnd')}
        hint={form.draft.lease.atEnd === 'keep' ? t('leaseKeptHint') : undefined}
        options={leaseEnds.map((end) => [end, t(`leaseEnds.${end}`)] as const)}
      />
      <CheckField form={form} name="lease.noEnd" label={t('noEnd')} hint={t('noEndHint')} />
      <FiguresField
        form={form}
        id="lease.restore"
        legend={t('restoreHours')}
        hint={t('restoreHoursHint')}
        names={['lease.restoreHours']}
      />
      <SizeList form={form} />
    </div>
  );
}
