// The end of a dialog that asks back: why it was not done, the way out, and the button that does it.
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { Refusal } from '@/components/notice.tsx';
import { failureOf } from '@/trpc/failure.ts';

interface AnswerButtonsProps {
  readonly sending: { readonly error: unknown; readonly isPending: boolean };
  readonly keep: string;
  readonly close: () => void;
  readonly submit: string;
  readonly onSubmit: () => void;
  /** `danger` unless nothing is lost. */
  readonly variant?: 'danger' | 'primary';
}

export function AnswerButtons({ sending, keep, close, submit, onSubmit, variant = 'danger' }: AnswerButtonsProps) {
  const errors = useTranslations('errors');
  return (
    <div className="flex flex-col gap-4">
      <Refusal>{sending.error === null ? null : (failureOf(sending.error).detail ?? errors('unanswered'))}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{keep}</Button>
        <Button variant={variant} pending={sending.isPending} onClick={onSubmit}>
          {submit}
        </Button>
      </div>
    </div>
  );
}
