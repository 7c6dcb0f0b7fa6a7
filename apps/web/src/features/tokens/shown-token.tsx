'use client';
// A token that was just made: the only time that anybody sees it.
import type { NewToken } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { CopyButton } from '@/components/copy-button.tsx';
import { Notice } from '@/components/notice.tsx';

interface ShownTokenProps {
  readonly token: NewToken;
  readonly close: () => void;
}

export function ShownToken({ token: { token }, close }: ShownTokenProps) {
  const t = useTranslations('tokens');
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-start gap-2 rounded-md bg-sunken p-3">
        <code className="min-w-0 flex-1 font-mono text-[0.8125rem] break-all">{token}</code>
        <CopyButton text={token} label={t('copy')} />
      </div>
      <Notice kind="warn">{t('keepSafe')}</Notice>
      <Button variant="primary" className="self-end" onClick={close}>
        {t('done')}
      </Button>
    </div>
  );
}
