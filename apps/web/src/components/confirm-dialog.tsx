'use client';
// Asks once more before something is lost. What is lost stands in the description; the way out comes first.
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog, type FinalFocus } from './dialog.tsx';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: ReactNode;
  readonly keep: string;
  readonly submit: string;
  readonly pending: boolean;
  readonly onConfirm: () => void;
  readonly finalFocus?: FinalFocus | undefined;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, description, finalFocus, ...choice } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description} finalFocus={finalFocus}>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>{choice.keep}</Button>
        <Button variant="danger" pending={choice.pending} onClick={choice.onConfirm}>
          {choice.submit}
        </Button>
      </div>
    </Dialog>
  );
}
