'use client';
// A role, new or another one. The form is loaded when it is first asked for.
import type { CustomRole } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import type { ScopeCatalog } from '@/features/tokens/scope-catalog.ts';

const form = partOnUse(() => import('./role-form.tsx'));

interface RoleDialogProps {
  /** Null while it is closed; without a role for a new one. */
  readonly asked: { readonly role: CustomRole | null } | null;
  readonly catalog: ScopeCatalog;
  readonly close: () => void;
}

export function RoleDialog({ asked, catalog, close }: RoleDialogProps) {
  const t = useTranslations('people.roles');
  // What it said stays on it while it fades out.
  const last = useRef<CustomRole | null>(null);
  if (asked !== null) last.current = asked.role;
  const role = last.current;
  return (
    <FormDialog
      {...{ form, close }}
      open={asked !== null}
      title={role === null ? t('addTitle') : t('change', { name: role.name })}
      description={t(role === null ? 'addDescription' : 'changeDescription')}
    >
      {({ RoleForm }) => <RoleForm role={role} catalog={catalog} close={close} />}
    </FormDialog>
  );
}
