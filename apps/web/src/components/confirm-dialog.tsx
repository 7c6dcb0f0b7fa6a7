'use client';
// Asks once more before something is lost. What is lost stands in the description; the way out comes first.
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: ReactNode;
  readonly keep: string;
  readonly submit: string;
  readonly pending: boolean;
  readonly onConfirm: () => void;
}

export function ConfirmDialog({ open, onOpenChange, title, description, ...choice }: ConfirmDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description}>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>{choice.keep}</Button>
        <Button variant="danger" pending={choice.pending} onClick={choice.onConfirm}>
          {choice.submit}
        </Button>
      </div>
    </Dialog>
  );
}
