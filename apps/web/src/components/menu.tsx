'use client';
// A dropdown of actions. Until it is first opened there is a plain button: the menu itself is loaded then, and takes the
// button's place.
import {
  type ComponentProps,
  cloneElement,
  createContext,
  type ReactElement,
  type ReactNode,
  useContext,
  useState,
} from 'react';
import type * as MenuParts from './menu-parts.tsx';
import { partOnUse, usePartOnUse } from './on-use.ts';

export const menuParts = partOnUse(() => import('./menu-parts.tsx'));

const Parts = createContext<typeof MenuParts | null>(null);

const useParts = (): typeof MenuParts => {
  const parts = useContext(Parts);
  if (parts === null) throw new Error('An entry of a menu stands outside of one.');
  return parts;
};

interface MenuProps {
  /** The button that opens it; must have an accessible name. */
  readonly trigger: ReactElement<ComponentProps<'button'>>;
  readonly children: ReactNode;
}

const openingKeys: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp']);

export function Menu({ trigger, children }: MenuProps) {
  const [wanted, setWanted] = useState(false);
  const parts = usePartOnUse(menuParts, wanted, () => setWanted(false));
  if (parts !== null) {
    return (
      <Parts value={parts}>
        <parts.Menu trigger={trigger}>{children}</parts.Menu>
      </Parts>
    );
  }
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

export function MenuItem(props: ComponentProps<typeof MenuParts.MenuItem>) {
  const parts = useParts();
  return <parts.MenuItem {...props} />;
}

export function MenuSeparator() {
  const parts = useParts();
  return <parts.MenuSeparator />;
}

export function MenuChoice(props: ComponentProps<typeof MenuParts.MenuChoice>) {
  const parts = useParts();
  return <parts.MenuChoice {...props} />;
}
