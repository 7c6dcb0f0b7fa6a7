// Text that is typed into the VM: what a clipboard cannot bring there.
import type RFB from '@novnc/novnc';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { TextArea } from '@/components/inputs.tsx';
import { typeText } from './keys.ts';

const longestText = 4_000;

export function TypePanel({ screen }: { readonly screen: RFB }) {
  const t = useTranslations('console');
  const [text, setText] = useState('');
  const field = useId();
  const type = (event: FormEvent): void => {
    event.preventDefault();
    typeText(screen, text);
    setText('');
    screen.focus();
  };
  return (
    <form onSubmit={type} className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-3">
      <label htmlFor={field} className="font-medium">
        {t('text')}
      </label>
      <TextArea
        id={field}
        rows={2}
        maxLength={longestText}
        aria-describedby={`${field}-hint`}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p id={`${field}-hint`} className="text-xs text-ink-muted">
          {t('textHint')}
        </p>
        <Button type="submit" variant="primary" size="sm" disabled={text === ''}>
          {t('typeIt')}
        </Button>
      </div>
    </form>
  );
}
