'use client';
// Words for what is wrong with a field, the same for every form. Which faults have words is read from the texts: the codes themselves
// would bring zod along into every page with a form.
import type { FieldCode, Reason } from '@portal/types';
import { useMessages, useTranslations } from 'next-intl';

export type FaultWords = (reason: Reason) => string;

export const useFaultWords = (): FaultWords => {
  const t = useTranslations('fieldFaults');
  const { fieldFaults } = useMessages();
  const hasWords = (code: string): code is FieldCode => Object.hasOwn(fieldFaults, code);
  return ({ code, params }) => {
    // A field of a form that holds nothing yet has no value of any type.
    if (code === 'field_wrong_type') return t('field_missing');
    if (!hasWords(code)) return t('field_unfit');
    const values = Object.entries(params).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]);
    return t(code, Object.fromEntries(values));
  };
};
