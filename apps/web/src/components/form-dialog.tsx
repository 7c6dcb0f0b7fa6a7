'use client';
// A dialog around a form that is loaded when it is first asked for.
import type { ReactNode } from 'react';
import { Dialog, type DialogProps } from './dialog.tsx';
import { type PartOnUse, usePartOnUse } from './on-use.ts';

interface FormDialogProps<Part> extends Omit<DialogProps, 'onOpenChange' | 'children'> {
  readonly form: PartOnUse<Part>;
  readonly close: () => void;
  readonly children: (part: Part) => ReactNode;
}

export function FormDialog<Part extends object>({ form, open, close, children, ...words }: FormDialogProps<Part>) {
  const part = usePartOnUse(form, open, close);
  return (
    <Dialog open={open && part !== null} onOpenChange={(next) => next || close()} {...words}>
      {part === null ? null : children(part)}
    </Dialog>
  );
}
