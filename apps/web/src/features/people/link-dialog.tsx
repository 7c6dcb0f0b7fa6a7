'use client';
// Another link for a password: asked back, since earlier ones stop working, and then told this once.
import type { PasswordLink } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/dialog.tsx';
import { useShownOnce } from '@/components/shown-once.ts';
import { AnswerButtons } from '@/features/forms/answer-buttons.tsx';
import { LinkShown } from './link-shown.tsx';
import type { PersonDialogProps } from './person-actions.tsx';
import { usePeopleSenders } from './queries.ts';

export function LinkDialog({ person, open, close }: PersonDialogProps) {
  const t = useTranslations('people');
  const [made, setMade] = useShownOnce<PasswordLink>(open);
  const { name } = person;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={t(made === null ? 'link.title' : 'link.made', { name })}
      description={t(made === null ? 'link.description' : 'invite.whatNow')}
    >
      {made === null ? <Ask person={person} onMade={setMade} close={close} /> : <LinkShown made={made} close={close} />}
    </Dialog>
  );
}

interface AskProps extends Pick<PersonDialogProps, 'person' | 'close'> {
  readonly onMade: (made: PasswordLink) => void;
}

function Ask({ person, onMade, close }: AskProps) {
  const t = useTranslations('people');
  const { link } = usePeopleSenders();
  const making = useMutation({ mutationFn: async () => onMade(await link(person.id)) });
  return (
    <AnswerButtons
      sending={making}
      keep={t('cancel')}
      close={close}
      submit={t('link.submit')}
      onSubmit={() => making.mutate()}
      variant="primary"
    />
  );
}
