'use client';
// How large VMs of this template may be, and for how long they may be kept: least, default and most of each.
import { useTranslations } from 'next-intl';
import { mibPerGib } from '@/features/deployments/size-text.ts';
import { BoundsField } from './bounds-field.tsx';
import type { BoundsDraft } from './template-draft.ts';
import type { TemplateForm } from './use-template-form.ts';

const figuresOf = ({ min, default: standard, max }: BoundsDraft) =>
  [
    ['min', min],
    ['default', standard],
    ['max', max],
  ] as const;

export function LimitFields({ form }: { readonly form: TemplateForm }) {
  const t = useTranslations('templateAdmin.form');
  const { vcpus, memoryMiB, diskGiB, lease } = form.draft;
  const { change, problem } = form;
  return (
    <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
      <BoundsField
        name="vcpus"
        legend={t('vcpus')}
        values={figuresOf(vcpus)}
        problem={problem}
        onChange={(figure, value) => change({ vcpus: { ...vcpus, [figure]: value } })}
      />
      <BoundsField
        name="memoryMiB"
        legend={t('memoryGiB')}
        scale={mibPerGib}
        values={figuresOf(memoryMiB)}
        problem={problem}
        onChange={(figure, value) => change({ memoryMiB: { ...memoryMiB, [figure]: value } })}
      />
      <BoundsField
        name="diskGiB"
        legend={t('diskGiB')}
        values={figuresOf(diskGiB)}
        problem={problem}
        onChange={(figure, value) => change({ diskGiB: { ...diskGiB, [figure]: value } })}
      />
      <BoundsField
        name="lease"
        legend={t('leaseHours')}
        hint={t('leaseHint')}
        values={[...figuresOf(lease), ['grace', lease.grace]]}
        problem={problem}
        onChange={(figure, value) => change({ lease: { ...lease, [figure]: value } })}
      />
    </div>
  );
}
