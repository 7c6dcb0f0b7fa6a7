'use client';
// Words for what is wrong with a field of the create form.
import { windowsNameLength } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { mibPerGib } from '../size-text.ts';
import type { FieldName, FieldProblem } from './create-draft.ts';

export const useFieldWords = (): ((field: FieldName, problem: FieldProblem | undefined) => string | undefined) => {
  const t = useTranslations('fieldErrors');
  const format = useFormatter();
  return (field, problem) => {
    const amount = (value: number): string =>
      format.number(field === 'memoryMiB' ? value / mibPerGib : value, { maximumFractionDigits: 1 });
    switch (problem?.kind) {
      case undefined:
        return undefined;
      case 'required':
        return t('required');
      case 'too_long':
        return t('tooLong', { max: problem.max });
      case 'digits_only':
        return t('digitsOnly', { kept: windowsNameLength });
      case 'outside':
        return t('outside', { min: amount(problem.min), max: amount(problem.max) });
      case 'limit':
        return t('limit', { limit: amount(problem.limit) });
      case 'text':
        return problem.text;
    }
  };
};
