// Of a webhook that posts into a chat: into whose, what of, and in which words.
import type { Chat } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useTeams } from '@/features/people/queries.ts';

/** Teams and Slack check no signature. */
export const checksSignatures = (chat: Chat | null | undefined): boolean => chat == null || chat.format === 'generic';

export const useChatFacts = (): ((chat: Chat) => readonly (readonly [string, string])[]) => {
  const t = useTranslations('webhooks');
  const kindWords = useTranslations('mailChoice.kinds');
  const teams = useTeams();
  return ({ format, teamId, kinds, locale, timeZone }) => [
    [t('format'), t(`formats.${format}`)],
    [t('team'), teams.find(({ id }) => id === teamId)?.name ?? '–'],
    [t('kinds'), kinds.length === 0 ? t('noKinds') : kinds.map((kind) => kindWords(kind)).join(' · ')],
    [t('toldIn'), `${locale}, ${timeZone}`],
  ];
};
