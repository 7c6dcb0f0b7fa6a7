'use client';
// What an administrator can do with a template: publish a new version, check it now, take it off the offer, or put it back.
import type { Template, TemplateState } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { Ban, Ellipsis, FlaskConical, Hourglass, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef, useState } from 'react';
import { Button, ButtonLink } from '@/components/button.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { Menu } from '@/components/menu.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { failureOf } from '@/trpc/failure.ts';
import { type TakeOff, useTemplateSenders } from './queries.ts';
import { TakeOffDialog } from './take-off-dialog.tsx';

/** What takes a template off the offer, by where it stands. */
const waysOff: Record<TemplateState, readonly TakeOff[]> = {
  available: ['deprecate', 'disable'],
  deprecated: ['disable'],
  disabled: ['deprecate', 'disable'],
};

const icons = { deprecate: <Hourglass aria-hidden />, disable: <Ban aria-hidden /> } as const;

interface TemplateActionsProps {
  readonly template: Template;
}

/** Says what became of an action that was not accepted: refused in the server's words, or that nobody knows. */
const useRefused = ({ name }: Template) => {
  const t = useTranslations('templateAdmin.actions');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  return (error: unknown): void => {
    const { detail } = failureOf(error);
    if (detail === null) toasts.refused(t('unanswered', { name }), errors('unanswered'));
    else toasts.refused(t('refused', { name }), detail);
  };
};

export function TemplateActions({ template }: TemplateActionsProps) {
  const t = useTranslations('templateAdmin.actions');
  const leftOut = useLeftOut();
  const [asked, setAsked] = useState<TakeOff | null>(null);
  const more = useRef<HTMLButtonElement>(null);
  const { id, name } = template;
  return (
    <>
      <CheckAction template={template} />
      {template.state === 'available' ? null : <EnableAction template={template} fallback={more} />}
      <ButtonLink variant="primary" refusal={leftOut('templates.publish')} href={`/admin/templates/${id}/publish`}>
        {t('publish')}
      </ButtonLink>
      <Menu
        trigger={
          <Button ref={more} aria-label={t('more', { name })} title={t('more', { name })}>
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
      >
        {({ MenuItem }) =>
          waysOff[template.state].map((how) => (
            <MenuItem
              key={how}
              icon={icons[how]}
              danger={how === 'disable'}
              onSelect={() => setAsked(how)}
              disabledReason={leftOut(`templates.${how}`)}
            >
              {t(template.state === 'disabled' && how === 'disable' ? 'disableAgain' : how)}
            </MenuItem>
          ))
        }
      </Menu>
      <TakeOffDialog template={template} how={asked} onClose={() => setAsked(null)} />
    </>
  );
}

function CheckAction({ template }: TemplateActionsProps) {
  const t = useTranslations('templateAdmin.actions');
  const toasts = useToasts();
  const { id, name } = template;
  const check = useMutation({
    mutationFn: useTemplateSenders().check,
    onSuccess: () => toasts.accepted(t('checkAccepted', { name })),
    onError: useRefused(template),
  });
  const checking = template.canary?.last?.outcome === 'running';
  const pending = checking || check.isPending;
  const refusal = useLeftOut()('templates.canary');
  return (
    <Button refusal={refusal} pending={pending} onClick={() => check.mutate(id)}>
      {pending ? null : <FlaskConical aria-hidden className="size-4" />}
      {checking ? t('checking') : t('check')}
    </Button>
  );
}

interface EnableActionProps extends TemplateActionsProps {
  readonly fallback: RefObject<HTMLElement | null>;
}

/** It goes once it is accepted. */
function EnableAction({ template, fallback }: EnableActionProps) {
  const t = useTranslations('templateAdmin.actions');
  const toasts = useToasts();
  const refusal = useLeftOut()('templates.enable');
  const { id, name } = template;
  const enable = useMutation({
    mutationFn: useTemplateSenders().enable,
    onSuccess: () => toasts.accepted(t('enabled', { name })),
    onError: useRefused(template),
  });
  return (
    <Button
      ref={useFocusFallback<HTMLButtonElement>(fallback)}
      refusal={refusal}
      pending={enable.isPending}
      onClick={() => enable.mutate(id)}
    >
      {enable.isPending ? null : <Undo2 aria-hidden className="size-4" />}
      {t('enable')}
    </Button>
  );
}
