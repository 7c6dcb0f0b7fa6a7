'use client';
// The entry that leads to the create form, filled in as this VM is.
import type { Deployment } from '@portal/types';
import type { MenuItem } from '@/components/menu-parts.tsx';
import { useAnother } from './use-another.tsx';

interface AnotherItemProps {
  readonly deployment: Deployment;
  readonly Item: typeof MenuItem;
}

export function AnotherItem({ deployment, Item }: AnotherItemProps) {
  const another = useAnother(deployment);
  if (another === null) return null;
  return (
    <Item icon={another.icon} disabledReason={another.refusal} onSelect={another.run}>
      {another.label}
    </Item>
  );
}
