// Where a password is typed.
import type { UseFormRegisterReturn } from 'react-hook-form';
import { Field } from '@/components/field.tsx';
import { TextInput } from '@/components/inputs.tsx';

interface PasswordFieldProps {
  /** Unique in the page. */
  readonly id: string;
  readonly field: UseFormRegisterReturn;
  readonly label: string;
  readonly hint?: string;
  readonly error: string | undefined;
  /** The present one unless told otherwise. */
  readonly autoComplete?: 'current-password' | 'new-password';
}

export function PasswordField({ field, autoComplete = 'current-password', ...labels }: PasswordFieldProps) {
  return (
    <Field {...labels}>
      {(attributes) => (
        <TextInput {...attributes} {...field} type="password" autoComplete={autoComplete} className="sm:w-80!" />
      )}
    </Field>
  );
}
