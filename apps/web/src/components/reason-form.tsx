'use client';
// The form of a dialog that asks why: one line of text that goes on record, required, and what became of sending it.
import { type RefObject, useId } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
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
  /** Of the reason, as the contract has it. */
  readonly schema: z.ZodType<string, string>;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly sending: { readonly isPending: boolean; readonly error: unknown; readonly reset: () => void };
  readonly onReason: (reason: string) => void;
  readonly onCancel: () => void;
}

const oneLine = z.string().transform((text) => text.replaceAll('\n', ' '));

/** Made anew each time its dialog opens, so that an earlier text is forgotten. */
export function ReasonForm({ words, dangerous, schema, input, sending, onReason, onCancel }: ReasonFormProps) {
  const id = useId();
  const usual = useFaultWords();
  const { register, handleSubmit, formState } = useForm({
    defaultValues: { reason: '' },
    resolver: wordedResolver(z.object({ reason: oneLine.pipe(schema) }), (fault) =>
      fault.code === 'field_missing' ? words.required : usual(fault),
    ),
  });
  const { ref, ...field } = register('reason', { onChange: sending.reset });
  const both = (element: HTMLTextAreaElement | null): void => {
    ref(element);
    input.current = element;
  };
  const submit = handleSubmit(({ reason }) => {
    if (!sending.isPending) onReason(reason);
  });
  const refused = sending.error === null ? undefined : (failureOf(sending.error).detail ?? words.unreachable);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field id={id} label={words.label} hint={words.hint} error={formState.errors.reason?.message ?? refused}>
        {(attributes) => <TextArea {...attributes} {...field} ref={both} rows={3} />}
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
