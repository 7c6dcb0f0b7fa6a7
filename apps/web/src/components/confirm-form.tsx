'use client';
// The answer to a question that a dialog asks before something is lost: the way out comes first. For what cannot be undone a
// name has to be typed.
import { type ReactNode, type RefObject, type SubmitEvent, useId, useState } from 'react';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { TextInput } from './inputs.tsx';
import { Notice } from './notice.tsx';

/** What has to be typed. */
interface NameToType {
  readonly name: string;
  readonly label: ReactNode;
  readonly mismatch: string;
  readonly input: RefObject<HTMLInputElement | null>;
}

interface ConfirmFormProps {
  readonly keep: string;
  readonly submit: string;
  readonly pending: boolean;
  /** What became of the last try, where it can be tried again. */
  readonly failure: ReactNode;
  readonly toType?: NameToType | undefined;
  readonly onKeep: () => void;
  readonly onConfirm: () => void;
}

/** Made anew each time its dialog opens, so that an earlier typing is forgotten. */
export function ConfirmForm({ keep, submit, pending, failure, toType, onKeep, onConfirm }: ConfirmFormProps) {
  const [typed, setTyped] = useState('');
  const [isMismatch, setMismatch] = useState(false);
  const send = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (toType !== undefined && typed.trim() !== toType.name) {
      setMismatch(true);
      toType.input.current?.focus();
      return;
    }
    if (!pending) onConfirm();
  };
  const type = (text: string): void => {
    setTyped(text);
    setMismatch(false);
  };
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-4">
      {toType === undefined ? null : <NameField {...{ toType, typed, isMismatch }} onType={type} />}
      {failure === null ? null : (
        <Notice kind="bad" urgent>
          {failure}
        </Notice>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onKeep}>{keep}</Button>
        <Button type="submit" variant="danger" pending={pending}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

interface NameFieldProps {
  readonly toType: NameToType;
  readonly typed: string;
  readonly isMismatch: boolean;
  readonly onType: (text: string) => void;
}

function NameField({ toType, typed, isMismatch, onType }: NameFieldProps) {
  return (
    <Field id={useId()} label={toType.label} error={isMismatch ? toType.mismatch : undefined}>
      {(attributes) => (
        <TextInput
          {...attributes}
          ref={toType.input}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onType(event.target.value)}
        />
      )}
    </Field>
  );
}
