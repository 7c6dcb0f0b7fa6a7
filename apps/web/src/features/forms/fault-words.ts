'use client';
// Words for what is wrong with a field, the same for every form.
import { isFieldCode, type Reason } from '@portal/types';
import { useTranslations } from 'next-intl';

export type FaultWords = (reason: Reason) => string;

export const useFaultWords = (): FaultWords => {
  const t = useTranslations('fieldFaults');
  return ({ code, params }) => {
    // A field of a form that holds nothing yet has no value of any type.
    if (code === 'field_wrong_type') return t('field_missing');
    if (!isFieldCode(code)) return t('field_unfit');
    const values = Object.entries(params).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]);
    return t(code, Object.fromEntries(values));
  };
};
