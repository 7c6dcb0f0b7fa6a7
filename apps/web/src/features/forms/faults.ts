// What is wrong with a form: at its fields, by the rules of its schema or the server's word, and with the whole.
import { type FieldErrors, type FieldPath, type FieldValues, get, type UseFormReturn } from 'react-hook-form';
import { failureOf } from '@/trpc/failure.ts';

export const faultAt = <Values extends FieldValues>(
  errors: FieldErrors<Values>,
  name: FieldPath<Values>,
): string | undefined => {
  const fault: unknown = get(errors, name);
  return typeof fault === 'object' && fault !== null && 'message' in fault ? String(fault.message) : undefined;
};

/** `included.3` is in the field `included`; `vcpus.min` is a field of its own. */
const fieldOf = (name: string): string => name.replace(/\.\d+$/, '');

interface Refusal<Values extends FieldValues> {
  readonly form: Pick<UseFormReturn<Values, unknown, FieldValues>, 'getValues' | 'setError'>;
  readonly error: unknown;
  /** For an answer that did not come. */
  readonly unanswered: string;
}

/** Shows why something was not accepted, in the server's words; the first field at fault has the focus. */
export const showRefusal = <Values extends FieldValues>({ form, error, unanswered }: Refusal<Values>): void => {
  const isField = (name: string): name is FieldPath<Values> => get(form.getValues(), name) !== undefined;
  const { detail, fields } = failureOf(error);
  form.setError('root', { message: detail ?? unanswered });
  for (const { field, message } of fields.toReversed()) {
    const name = fieldOf(field);
    if (isField(name)) form.setError(name, { message }, { shouldFocus: true });
  }
};
