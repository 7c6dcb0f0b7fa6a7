// What happened, in words: the action, and for work on a VM the step that it was.
import { type AuditEntry, stepNames } from '@portal/types';
import { useTranslations } from 'next-intl';
import { isKnownAction } from './known-actions.ts';

export const useActionWords = (): ((entry: AuditEntry) => string) => {
  const t = useTranslations();
  return ({ action, detail }) => {
    const words = isKnownAction(action) ? t(`auditActions.${action}`) : action;
    const step = stepNames.find((name) => name === detail.step);
    return step === undefined ? words : t('audit.ofStep', { action: words, step: t(`timeline.steps.${step}`) });
  };
};
