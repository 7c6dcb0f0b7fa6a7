'use client';
// The form of a dialog that asks why: one line of text that goes on record, required, and what became of sending it.
import { type RefObject, type SubmitEvent, useId, useState } from 'react';
import { failureOf } from '@/trpc/failure.ts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { TextArea } from './inputs.tsx';

interface ReasonWords {
  readonly label: string;
  readonly hint: string;
  readonly required: string;
  readonly unreachable: string;
  readonly cancel: string;
  readonly submit: string;
}

interface ReasonFormProps {
  readonly words: ReasonWords;
  readonly dangerous: boolean;
  /** The longest reason that is taken, in characters. */
  readonly maxLength: number;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly sending: { readonly isPending: boolean; readonly error: unknown; readonly reset: () => void };
  readonly onReason: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Made anew each time its dialog opens, so that an earlier text is forgotten. */
export function ReasonForm({ words, dangerous, maxLength, input, sending, onReason, onCancel }: ReasonFormProps) {
  const id = useId();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (reason.trim() === '') {
      setMissing(true);
      input.current?.focus();
      return;
    }
    if (!sending.isPending) onReason(reason.trim());
  };
  const refused = sending.error === null ? undefined : (failureOf(sending.error).detail ?? words.unreachable);
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field id={id} label={words.label} hint={words.hint} error={isMissing ? words.required : refused}>
        {(attributes) => (
          <TextArea
            {...attributes}
            ref={input}
            rows={3}
            maxLength={maxLength}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value.replaceAll('\n', ' '));
              setMissing(false);
              sending.reset();
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>{words.cancel}</Button>
        <Button type="submit" variant={dangerous ? 'danger' : 'primary'} pending={sending.isPending}>
          {words.submit}
        </Button>
      </div>
    </form>
  );
}
