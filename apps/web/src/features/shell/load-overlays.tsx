'use client';
// Menus and dialogs are there before they are opened.
import { dialogPopup } from '@/components/dialog.tsx';
import { menuParts } from '@/components/menu.tsx';
import { useLoadOnFirstSign } from '@/components/on-use.ts';

export function LoadOverlays() {
  useLoadOnFirstSign(menuParts, dialogPopup);
  return null;
}
