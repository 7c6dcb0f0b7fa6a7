'use client';
// The roles that administrators made: what each narrows, what it leaves, and how many people have it.
import type { CustomRole } from '@portal/types';
import { Pencil, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import type { ScopeCatalog } from '@/features/tokens/scope-catalog.ts';
import { ScopeWords } from '@/features/tokens/scope-words.tsx';
import { useRoles } from './queries.ts';
import { RemoveRoleDialog } from './remove-role-dialog.tsx';
import { RoleDialog } from './role-dialog.tsx';

type Asked =
  | { readonly kind: 'edit'; readonly role: CustomRole | null }
  | { readonly kind: 'remove'; readonly role: CustomRole };

export function RolesCard({ catalog }: { readonly catalog: ScopeCatalog }) {
  const t = useTranslations('people.roles');
  const roles = useRoles();
  const acts = useMe().rights.administration === 'act';
  const refusal = useLeftOut()('roles.create');
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const add = acts ? (
    <Button size="sm" refusal={refusal} onClick={() => setAsked({ kind: 'edit', role: null })}>
      {t('add')}
    </Button>
  ) : null;
  return (
    <Card title={t('title')} id="roles" aside={add} className="mt-6">
      <p className="mb-3 text-ink-muted">{t('lead')}</p>
      <ul className="flex flex-col gap-3">
        {roles.map((role) => (
          <Line key={role.id} role={role} catalog={catalog}>
            {acts ? <Buttons role={role} ask={setAsked} /> : null}
          </Line>
        ))}
      </ul>
      {acts ? (
        <>
          <RoleDialog asked={asked?.kind === 'edit' ? { role: asked.role } : null} catalog={catalog} close={close} />
          <RemoveRoleDialog role={asked?.kind === 'remove' ? asked.role : null} close={close} />
        </>
      ) : null}
    </Card>
  );
}

interface LineProps {
  readonly role: CustomRole;
  readonly catalog: ScopeCatalog;
  readonly children: ReactNode;
}

function Line({ role: { name, base, scopes, people }, catalog, children }: LineProps) {
  const t = useTranslations('people.roles');
  const words = useTranslations('userMenu.roles');
  return (
    <li className="flex min-h-8 flex-wrap items-start gap-x-3">
      <div className="min-w-0 flex-1">
        <span className="font-medium wrap-anywhere">{name}</span>
        <p className="text-[0.8125rem] text-ink-muted">
          {t('narrows', { base: words(base) })}{' '}
          <ScopeWords scopes={scopes} catalog={catalog} everything={t('everything')} />
        </p>
      </div>
      <span className="text-ink-muted tabular-nums">{t('people', { count: people })}</span>
      {children}
    </li>
  );
}

function Buttons({ role, ask }: { readonly role: CustomRole; readonly ask: (asked: Asked) => void }) {
  const t = useTranslations('people.roles');
  const leftOut = useLeftOut();
  const [change, remove] = [t('change', { name: role.name }), t('remove', { name: role.name })];
  return (
    <span className="flex">
      <Button
        variant="quiet"
        size="icon"
        refusal={leftOut('roles.change')}
        aria-label={change}
        title={change}
        onClick={() => ask({ kind: 'edit', role })}
      >
        <Pencil aria-hidden className="size-4" />
      </Button>
      <Button
        variant="quiet"
        size="icon"
        refusal={leftOut('roles.remove')}
        aria-label={remove}
        title={remove}
        onClick={() => ask({ kind: 'remove', role })}
      >
        <Trash2 aria-hidden className="size-4" />
      </Button>
    </span>
  );
}
