'use client';
// Copies a text and says so, by the icon and to screen readers. Works without a secure context too, where browsers offer
// no clipboard API.
import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { buttonClass } from './button-look.ts';

const shownMs = 2_000;

const copyBySelection = (text: string): boolean => {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'fixed opacity-0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
};

const copyText = async (text: string): Promise<boolean> => {
  if (!window.isSecureContext) return copyBySelection(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
};

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the accessible name: "Copy address 10.0.0.5". */
  readonly label: string;
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const t = useTranslations('common');
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={copied ? t('copied') : label}
        className={buttonClass({ variant: 'quiet', size: 'icon' }, 'text-ink-muted')}
        onClick={async () => setCopied(await copyText(text))}
      >
        {copied ? <Check aria-hidden className="size-4 text-good" /> : <Copy aria-hidden className="size-4" />}
      </button>
      <span role="status" className="sr-only">
        {copied ? t('copied') : ''}
      </span>
    </>
  );
}
