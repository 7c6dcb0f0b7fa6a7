// Where there is nothing to type on: a field that nobody sees has the focus, so that the device shows its keyboard, and what comes to
// stand in the field is typed into the VM. Phones tell changed text and no keys.
import { Keyboard } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type InputEvent, useRef } from 'react';
import { Button } from '@/components/button.tsx';
import type { ConsoleSession } from './console-session.ts';
import { editing } from './keys.ts';

/** Something to erase, without which a phone would tell of no erasing. */
const filler = '_'.repeat(64);

export function OnScreenKeyboard({ session }: { readonly session: ConsoleSession | null }) {
  const t = useTranslations('console');
  const field = useRef<HTMLTextAreaElement>(null);
  const before = useRef(filler);
  const type = ({ currentTarget, nativeEvent }: InputEvent<HTMLTextAreaElement>): void => {
    session?.type(editing(before.current, currentTarget.value));
    // A word that is being composed is changed again.
    if (!(nativeEvent instanceof window.InputEvent && nativeEvent.isComposing)) currentTarget.value = filler;
    before.current = currentTarget.value;
  };
  return (
    <>
      <Button
        size="sm"
        disabled={session === null}
        onClick={() => field.current?.focus()}
        className="not-pointer-coarse:hidden"
      >
        <Keyboard aria-hidden className="size-4" />
        {t('onScreen')}
      </Button>
      <textarea
        ref={field}
        aria-label={t('onScreen')}
        tabIndex={-1}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        defaultValue={filler}
        onFocus={({ currentTarget }) => currentTarget.setSelectionRange(filler.length, filler.length)}
        onInput={type}
        className="sr-only text-base"
      />
    </>
  );
}
