'use client';
// A modal dialog, loaded when it is first opened.
import type { ReactNode, RefObject } from 'react';
import { partOnUse, usePartOnUse } from './on-use.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: ReactNode;
  readonly children: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly finalFocus?: FinalFocus | undefined;
}

/** Where the focus goes when the dialog closes; true: to where it was. */
export type FinalFocus = () => HTMLElement | true | null;

export const dialogPopup = partOnUse(() => import('./dialog-popup.tsx'));

export function Dialog(props: DialogProps) {
  const part = usePartOnUse(dialogPopup, props.open, () => props.onOpenChange(false));
  return part === null ? null : <part.DialogPopup {...props} />;
}
