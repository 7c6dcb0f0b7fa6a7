'use client';
// What an administrator can do with a person; whatever is not possible says why.
import { type AdministeredPerson, disablePersonSchema } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { ArrowRightLeft, Ban, Ellipsis, Gauge, KeyRound, Pencil, ShieldOff, Undo2, VenetianMask } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Menu } from '@/components/menu.tsx';
import { ReasonDialog } from '@/components/reason-dialog.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { TransferVmsDialog } from '@/features/colleagues/transfer-vms-dialog.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { ChangeDialog } from './change-dialog.tsx';
import { LimitsDialog } from './limits-dialog.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { PseudonymiseDialog } from './pseudonymise-dialog.tsx';
import { usePeopleSenders } from './queries.ts';
import { SecondFactorDialog } from './second-factor-dialog.tsx';

export interface PersonDialogProps {
  readonly person: AdministeredPerson;
  readonly open: boolean;
  readonly close: () => void;
}

type Asked = 'change' | 'limits' | 'link' | 'secondFactor' | 'transfer' | 'disable' | 'pseudonymise';

export function PersonActions({ person }: { readonly person: AdministeredPerson }) {
  const t = useTranslations('people.actions');
  const [asked, setAsked] = useState<Asked | null>(null);
  const leftOut = useLeftOut();
  const isOwn = useMe().principal.userId === person.id;
  const enable = useEnable(person);
  const isDisabled = person.state === 'disabled';
  const dialog = (which: Asked): PersonDialogProps => ({
    person,
    open: asked === which,
    close: () => setAsked(null),
  });
  const withoutLink = isDisabled ? t('noLinkWhileDisabled') : undefined;
  const noLink = leftOut('people.link') ?? (person.kind === 'service' ? t('noLinkForService') : withoutLink);
  const more = t('more', { name: person.name });
  return (
    <>
      <Menu
        trigger={
          <Button variant="quiet" size="icon" aria-label={more} title={more}>
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
      >
        {({ MenuItem, MenuSeparator }) => (
          <>
            <MenuItem
              icon={<Pencil aria-hidden />}
              onSelect={() => setAsked('change')}
              disabledReason={leftOut('people.change')}
            >
              {t('change')}
            </MenuItem>
            <MenuItem
              icon={<Gauge aria-hidden />}
              onSelect={() => setAsked('limits')}
              disabledReason={leftOut('limits.ofPerson')}
            >
              {t('limits')}
            </MenuItem>
            <MenuItem icon={<KeyRound aria-hidden />} onSelect={() => setAsked('link')} disabledReason={noLink}>
              {t('link')}
            </MenuItem>
            {person.hasSecondFactor ? (
              <MenuItem
                icon={<ShieldOff aria-hidden />}
                onSelect={() => setAsked('secondFactor')}
                disabledReason={leftOut('people.removeSecondFactor')}
              >
                {t('secondFactor')}
              </MenuItem>
            ) : null}
            <MenuItem
              icon={<ArrowRightLeft aria-hidden />}
              onSelect={() => setAsked('transfer')}
              disabledReason={leftOut('deployments.transfer')}
            >
              {t('transfer')}
            </MenuItem>
            <MenuSeparator />
            {isDisabled ? (
              <>
                <MenuItem
                  icon={<Undo2 aria-hidden />}
                  onSelect={() => enable.mutate()}
                  disabledReason={leftOut('people.enable')}
                >
                  {t('enable')}
                </MenuItem>
                <MenuItem
                  danger
                  icon={<VenetianMask aria-hidden />}
                  onSelect={() => setAsked('pseudonymise')}
                  disabledReason={leftOut('people.pseudonymise')}
                >
                  {t('pseudonymise')}
                </MenuItem>
              </>
            ) : (
              <MenuItem
                danger
                icon={<Ban aria-hidden />}
                onSelect={() => setAsked('disable')}
                disabledReason={leftOut('people.disable') ?? (isOwn ? t('notYourself') : undefined)}
              >
                {t('disable')}
              </MenuItem>
            )}
          </>
        )}
      </Menu>
      <ChangeDialog {...dialog('change')} />
      <LimitsDialog {...dialog('limits')} />
      <LinkDialog {...dialog('link')} />
      <SecondFactorDialog {...dialog('secondFactor')} />
      <TransferVmsDialog {...dialog('transfer')} />
      <DisableDialog {...dialog('disable')} />
      <PseudonymiseDialog {...dialog('pseudonymise')} />
    </>
  );
}

const useEnable = ({ id, name }: AdministeredPerson) => {
  const t = useTranslations('people.actions');
  const errors = useTranslations('errors');
  const toasts = useToasts();
  const { enable } = usePeopleSenders();
  return useMutation({
    mutationFn: () => enable(id),
    onSuccess: () => toasts.accepted(t('enabled', { name })),
    onError: (error) => toasts.refused(t('refused', { name }), failureOf(error).detail ?? errors('unanswered')),
  });
};

function DisableDialog({ person: { id, name }, open, close }: PersonDialogProps) {
  const t = useTranslations('people.disable');
  const toasts = useToasts();
  const { disable } = usePeopleSenders();
  return (
    <ReasonDialog
      open={open}
      words={{
        title: t('title', { name }),
        description: t('description'),
        label: t('label'),
        hint: t('hint'),
        required: t('required'),
        cancel: t('cancel'),
        submit: t('submit'),
      }}
      dangerous
      schema={disablePersonSchema.shape.reason}
      send={(reason) => disable({ id, reason })}
      onDone={() => toasts.accepted(t('done', { name }))}
      onClose={close}
    />
  );
}
