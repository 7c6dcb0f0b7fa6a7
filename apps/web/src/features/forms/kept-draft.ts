'use client';
// What was written in a form, kept in this tab until it is sent: over a reload, Back and a new sign-in of the same person.
// It belongs to the address, with whatever that gives the form.
import { useEffect } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';

/** Null where the browser lets nobody keep anything. */
const storage = (): Storage | null => {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
};

const keyOf = (owner: string): string => `draft:${owner}:${window.location.pathname}${window.location.search}`;

interface KeptDraft<Values extends FieldValues> {
  readonly form: Pick<UseFormReturn<Values, unknown, FieldValues>, 'reset' | 'subscribe'>;
  /** Id of the person: nobody is shown what another one wrote. */
  readonly owner: string;
  /** Throws at what another version of the form kept. */
  readonly read: (kept: unknown) => Promise<Values>;
}

/** Returns what forgets the draft, for when it is sent. */
export const useKeptDraft = <Values extends FieldValues>({
  form: { reset, subscribe },
  owner,
  read,
}: KeptDraft<Values>): (() => void) => {
  useEffect(() => {
    const key = keyOf(owner);
    const kept = storage()?.getItem(key);
    if (kept != null) {
      read(JSON.parse(kept)).then(
        (values) => reset(values, { keepDefaultValues: true }),
        () => storage()?.removeItem(key),
      );
    }
    return subscribe({
      formState: { values: true },
      callback: ({ values }) => storage()?.setItem(key, JSON.stringify(values)),
    });
  }, [reset, subscribe, owner, read]);
  return () => storage()?.removeItem(keyOf(owner));
};
