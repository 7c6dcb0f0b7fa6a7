'use client';
// A dialog that asks why before something is done: one line of text that goes on record, required, and what became of sending it.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type RefObject, useId, useRef } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { wordedResolver } from '@/features/forms/worded-resolver.ts';
import { failureOf } from '@/trpc/failure.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { TextArea } from './inputs.tsx';

interface ReasonWords {
  readonly title: string;
  readonly description: string;
  readonly label: string;
  readonly hint: string;
  readonly required: string;
  readonly cancel: string;
  readonly submit: string;
}

interface ReasonFormProps {
  readonly words: ReasonWords;
  readonly dangerous: boolean;
  /** Of the reason, as the contract has it. */
  readonly schema: z.ZodType<string, string>;
  readonly send: (reason: string) => Promise<unknown>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

interface ReasonDialogProps extends ReasonFormProps {
  readonly open: boolean;
  /** Has the focus once it is done, where the button that asked is gone or off then. */
  readonly heading?: RefObject<HTMLElement | null>;
}

export function ReasonDialog({ open, heading, ...form }: ReasonDialogProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  const isDone = useRef(false);
  if (open) isDone.current = false;
  const { words, onClose } = form;
  const onDone = (): void => {
    isDone.current = true;
    onClose();
    form.onDone();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || onClose()}
      title={words.title}
      description={words.description}
      initialFocus={input}
      finalFocus={() => (isDone.current && heading?.current) || true}
    >
      <ReasonForm {...form} onDone={onDone} input={input} />
    </Dialog>
  );
}

const oneLine = z.string().transform((text) => text.replaceAll('\n', ' '));

/** Made anew each time its dialog opens, so that an earlier text is forgotten. */
function ReasonForm(props: ReasonFormProps & { readonly input: RefObject<HTMLTextAreaElement | null> }) {
  const { words, dangerous, schema, send, onDone, onClose, input } = props;
  const errors = useTranslations('errors');
  const usual = useFaultWords();
  const sending = useMutation({ mutationFn: send, onSuccess: onDone });
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
    if (!sending.isPending) sending.mutate(reason);
  });
  const refused = sending.error === null ? undefined : (failureOf(sending.error).detail ?? errors('unanswered'));
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <Field id={useId()} label={words.label} hint={words.hint} error={formState.errors.reason?.message ?? refused}>
        {(attributes) => <TextArea {...attributes} {...field} ref={both} rows={3} />}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant={dangerous ? 'danger' : 'primary'} pending={sending.isPending}>
          {words.submit}
        </Button>
      </div>
    </form>
  );
}
