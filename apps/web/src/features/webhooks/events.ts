// What a webhook can be told of, in words: single actions, and all that are about one kind of thing.
import { toldSubjects } from '@portal/types';
import { useTranslations } from 'next-intl';
import type { ChoiceGroup } from '@/components/grouped-choices.tsx';
import { actionGroups, isKnownAction } from '@/features/audit/known-actions.ts';

const told = actionGroups.filter(({ subject }) => toldSubjects.some((one) => one === subject));

/** One that has no words is shown as it is. */
export const useEventWords = (): ((event: string) => string) => {
  const groups = useTranslations('auditFilters');
  const words = useTranslations('auditActions');
  return (event) => {
    if (isKnownAction(event)) return words(event);
    const group = told.find(({ subject }) => event === `${subject}.`);
    return group === undefined ? event : groups('wholeGroup', { group: groups(`groups.${group.subject}`) });
  };
};

/** With those that a program has chosen and nobody else can: beginnings of names. */
export const useEventGroups = (chosen: readonly string[]): readonly ChoiceGroup[] => {
  const t = useTranslations('webhooks');
  const groups = useTranslations('auditFilters.groups');
  const words = useEventWords();
  const listed = told.map(({ subject, actions }) => ({
    key: subject,
    title: groups(subject),
    choices: [`${subject}.`, ...actions].map((value) => ({ value, words: words(value) })),
  }));
  const known = new Set(listed.flatMap(({ choices }) => choices.map(({ value }) => value)));
  const others = chosen.filter((value) => !known.has(value)).map((value) => ({ value, words: value }));
  return others.length === 0 ? listed : [...listed, { key: 'others', title: t('otherEvents'), choices: others }];
};
