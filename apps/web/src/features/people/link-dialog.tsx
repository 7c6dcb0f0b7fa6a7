'use client';
// Another link for a password: asked back, since earlier ones stop working, and then told this once.
import type { PasswordLink } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog } from '@/components/dialog.tsx';
import { AnswerButtons } from '@/features/forms/answer-buttons.tsx';
import { LinkShown } from './link-shown.tsx';
import type { PersonDialogProps } from './person-actions.tsx';
import { usePeopleSenders } from './queries.ts';

export function LinkDialog({ person, open, close }: PersonDialogProps) {
  const t = useTranslations('people');
  const [made, setMade] = useState<PasswordLink | null>(null);
  const { name } = person;
  const end = (): void => {
    close();
    setMade(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || end()}
      title={t(made === null ? 'link.title' : 'link.made', { name })}
      description={t(made === null ? 'link.description' : 'invite.whatNow')}
    >
      {made === null ? <Ask person={person} onMade={setMade} close={end} /> : <LinkShown made={made} close={end} />}
    </Dialog>
  );
}

interface AskProps extends Pick<PersonDialogProps, 'person' | 'close'> {
  readonly onMade: (made: PasswordLink) => void;
}

function Ask({ person, onMade, close }: AskProps) {
  const t = useTranslations('people');
  const { link } = usePeopleSenders();
  const making = useMutation({ mutationFn: () => link(person.id), onSuccess: onMade });
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
