'use client';
// Menus and dialogs are there before they are opened.
import { dialogPopup } from '@/components/dialog.tsx';
import { menuParts } from '@/components/menu.tsx';
import { useLoadOnFirstSign } from '@/components/on-use.ts';
import { userMenuParts } from './user-menu.tsx';

export function LoadOverlays() {
  useLoadOnFirstSign(menuParts, userMenuParts, dialogPopup);
  return null;
}
