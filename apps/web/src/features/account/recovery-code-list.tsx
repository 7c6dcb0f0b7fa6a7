'use client';
// The codes for the day on which the app is lost, told once: closed, they are nowhere to be read again.
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Button } from '@/components/button.tsx';
import { CopyButton } from '@/components/copy-button.tsx';

interface RecoveryCodeListProps {
  readonly codes: readonly string[];
  readonly close: () => void;
}

export function RecoveryCodeList({ codes, close }: RecoveryCodeListProps) {
  const t = useTranslations('secondFactor');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h3 ref={heading} tabIndex={-1} className="font-semibold">
          {t('codesTitle')}
        </h3>
        <p className="mt-1 text-ink-muted">{t('codesLead')}</p>
      </div>
      <div className="flex items-start gap-2 rounded-md bg-sunken py-2 pr-1.5 pl-3">
        <ul className="grid min-w-0 flex-1 gap-x-6 gap-y-1 font-mono text-[0.8125rem] sm:grid-cols-2">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <CopyButton text={codes.join('\n')} label={t('copyCodes')} />
      </div>
      <Button variant="primary" className="self-start" onClick={close}>
        {t('done')}
      </Button>
    </div>
  );
}
