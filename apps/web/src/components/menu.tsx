'use client';
// A dropdown of actions. Until it is first opened there is a plain button: the menu itself is loaded then, and takes the
// button's place.
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useState } from 'react';
import type * as MenuParts from './menu-parts.tsx';
import { type PartOnUse, partOnUse, usePartOnUse } from './on-use.ts';

export const menuParts = partOnUse(() => import('./menu-parts.tsx'));

interface MenuProps<Parts = typeof MenuParts> {
  /** The button that opens it; must have an accessible name. */
  readonly trigger: ReactElement<ComponentProps<'button'>>;
  /** Its entries, of the parts that are loaded with it. */
  readonly children: (parts: Parts) => ReactNode;
}

interface MenuOfProps<Parts> extends MenuProps<Parts> {
  readonly parts: PartOnUse<Parts>;
}

const openingKeys: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp']);

export function Menu(props: MenuProps) {
  return <MenuOf parts={menuParts} {...props} />;
}

/** One whose entries are loaded with it, too. */
export function MenuOf<Parts extends Pick<typeof MenuParts, 'Menu'>>({ trigger, parts, children }: MenuOfProps<Parts>) {
  const [wanted, setWanted] = useState(false);
  const loaded = usePartOnUse(parts, wanted, () => setWanted(false));
  if (loaded !== null) return <loaded.Menu trigger={trigger}>{children(loaded)}</loaded.Menu>;
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
