'use client';
// The password once more, before something that protects the account is changed in one of some ways.
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { Button } from '@/components/button.tsx';
import { faultAt, showRefusal } from '@/features/forms/faults.ts';
import { PasswordField } from './password-field.tsx';

interface Way {
  readonly text: string;
  readonly send: (password: string) => Promise<void>;
}

interface PasswordAskProps {
  /** Unique in the page. */
  readonly id: string;
  /** The first is that of the Enter key. */
  readonly ways: readonly [Way, ...Way[]];
}

const empty = { password: '' };

export function PasswordAsk({ id, ways }: PasswordAskProps) {
  const t = useTranslations('secondFactor');
  const unanswered = useTranslations('errors')('unanswered');
  const form = useForm({ defaultValues: empty });
  const { errors } = form.formState;
  const sending = useMutation({
    mutationFn: ({ way, password }: { readonly way: Way; readonly password: string }) => way.send(password),
    onSuccess: () => form.reset(empty),
    onError: (error) => showRefusal({ form, error, unanswered }),
  });
  const by = (way: Way) =>
    form.handleSubmit(({ password }) => {
      if (!sending.isPending) sending.mutate({ way, password });
    });
  const [first, ...others] = ways;
  return (
    // By POST: sent before the page's scripts run, a password must not end in the address.
    <form method="post" onSubmit={(event) => void by(first)(event)} noValidate className="flex flex-col gap-4">
      <PasswordField
        id={id}
        field={form.register('password', { required: t('passwordMissing') })}
        label={t('password')}
        error={faultAt(errors, 'password') ?? errors.root?.message}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" pending={sending.isPending && sending.variables.way.text === first.text}>
          {first.text}
        </Button>
        {others.map((way) => (
          <Button
            key={way.text}
            pending={sending.isPending && sending.variables.way.text === way.text}
            onClick={(event) => void by(way)(event)}
          >
            {way.text}
          </Button>
        ))}
      </div>
    </form>
  );
}
