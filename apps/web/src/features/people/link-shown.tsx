'use client';
// A link at which a password is set, told once: closed, it is nowhere to be read again.
import type { PasswordLink } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { CopyButton } from '@/components/copy-button.tsx';
import { DateTime } from '@/components/date-time.tsx';

interface LinkShownProps {
  readonly made: PasswordLink;
  readonly close: () => void;
}

export function LinkShown({ made: { person, link }, close }: LinkShownProps) {
  const t = useTranslations('people.linkShown');
  const address = `${window.location.origin}${link.path}`;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-start gap-2 rounded-md bg-sunken py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 self-center font-mono text-[0.8125rem] break-all">{address}</code>
        <CopyButton text={address} label={t('copy')} />
      </div>
      <p className="text-ink-muted">
        {t.rich('until', { name: person.name, at: () => <DateTime value={link.expiresAt} /> })}
      </p>
      <div className="flex justify-end">
        <Button variant="primary" onClick={close}>
          {t('close')}
        </Button>
      </div>
    </div>
  );
}
