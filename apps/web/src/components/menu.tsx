'use client';
// A dropdown of actions. Until it is first opened there is a plain button: the menu itself is loaded then, and takes the
// button's place.
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useState } from 'react';
import type * as MenuParts from './menu-parts.tsx';
import { partOnUse, usePartOnUse } from './on-use.ts';

export const menuParts = partOnUse(() => import('./menu-parts.tsx'));

interface MenuProps {
  /** The button that opens it; must have an accessible name. */
  readonly trigger: ReactElement<ComponentProps<'button'>>;
  /** Its entries, of the parts that are loaded with it. */
  readonly children: (parts: typeof MenuParts) => ReactNode;
}

const openingKeys: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp']);

export function Menu({ trigger, children }: MenuProps) {
  const [wanted, setWanted] = useState(false);
  const parts = usePartOnUse(menuParts, wanted, () => setWanted(false));
  if (parts !== null) return <parts.Menu trigger={trigger}>{children(parts)}</parts.Menu>;
  return cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setWanted(true),
    onKeyDown: (event) => {
      if (!openingKeys.has(event.key)) return;
      event.preventDefault();
      setWanted(true);
    },
  });
}
