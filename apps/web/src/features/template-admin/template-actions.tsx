'use client';
// What an administrator can do with a template: publish a new version, check it now, take it off the offer, or put it back.
import type { Template, TemplateState } from '@portal/types';
import { Ban, EllipsisVertical, FlaskConical, Hourglass, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button, ButtonLink } from '@/components/button.tsx';
import { Menu, MenuItem } from '@/components/menu.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useEnable, useStartCanary } from './queries.ts';
import { ReasonDialog } from './reason-dialog.tsx';

/** What takes a template off the offer, by where it stands. */
const waysOff: Record<TemplateState, readonly ('deprecate' | 'disable')[]> = {
  available: ['deprecate', 'disable'],
  deprecated: ['disable'],
  disabled: ['deprecate', 'disable'],
};

const icons = { deprecate: <Hourglass aria-hidden />, disable: <Ban aria-hidden /> } as const;

export function TemplateActions({ template }: { readonly template: Template }) {
  const t = useTranslations('templateAdmin.actions');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const [asked, setAsked] = useState<'deprecate' | 'disable' | null>(null);
  const { id, name } = template;
  const refused = (error: unknown): void =>
    toasts.refused(t('refused', { name }), failureOf(error).detail ?? errors('unreachable'));
  const check = useStartCanary({ onSuccess: () => toasts.accepted(t('checkAccepted', { name })), onError: refused });
  const enable = useEnable({ onSuccess: () => toasts.accepted(t('enabled', { name })), onError: refused });
  const checking = template.canary?.last?.outcome === 'running';
  return (
    <>
      <Button disabled={checking} pending={check.isPending} onClick={() => check.mutate(id)}>
        <FlaskConical aria-hidden className="size-4" />
        {checking ? t('checking') : t('check')}
      </Button>
      {template.state === 'available' ? null : (
        <Button pending={enable.isPending} onClick={() => enable.mutate(id)}>
          <Undo2 aria-hidden className="size-4" />
          {t('enable')}
        </Button>
      )}
      <ButtonLink variant="primary" href={`/admin/templates/${id}/publish`}>
        {t('publish')}
      </ButtonLink>
      <Menu
        trigger={
          <Button aria-label={t('more', { name })} title={t('more', { name })}>
            <EllipsisVertical aria-hidden className="size-4" />
          </Button>
        }
      >
        {waysOff[template.state].map((how) => (
          <MenuItem key={how} icon={icons[how]} danger={how === 'disable'} onSelect={() => setAsked(how)}>
            {t(template.state === 'disabled' && how === 'disable' ? 'disableAgain' : how)}
          </MenuItem>
        ))}
      </Menu>
      <ReasonDialog template={template} how={asked} onClose={() => setAsked(null)} />
    </>
  );
}
