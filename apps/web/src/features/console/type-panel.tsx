// Text that is typed into the VM: what a clipboard cannot bring there.
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { TextArea } from '@/components/inputs.tsx';
import type { ConsoleSession } from './console-session.ts';

const longestText = 4_000;

interface TypePanelProps {
  readonly session: ConsoleSession;
  readonly hint: string;
}

export function TypePanel({ session, hint }: TypePanelProps) {
  const t = useTranslations('console');
  const [text, setText] = useState('');
  const field = useId();
  const type = (event: FormEvent): void => {
    event.preventDefault();
    session.type(text);
    setText('');
    session.focus();
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
          {hint}
        </p>
        <Button type="submit" variant="primary" size="sm" disabled={text === ''}>
          {t('typeIt')}
        </Button>
      </div>
    </form>
  );
}
