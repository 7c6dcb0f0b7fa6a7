'use client';
// Words for what a schema refuses without words of its own; the same for every form.
import { useTranslations } from 'next-intl';
import type { z } from 'zod';

export const useFieldError = (): z.core.$ZodErrorMap => {
  const t = useTranslations('fieldErrors');
  return (issue) => {
    if (issue.code === 'invalid_type') return t('required');
    if (issue.code === 'too_small' && issue.origin !== 'number') return t('required');
    if (issue.code === 'too_big' && issue.origin === 'string') return t('tooLong', { max: Number(issue.maximum) });
    return undefined;
  };
};
