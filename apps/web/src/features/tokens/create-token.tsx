'use client';
// The way to a new API token: what it is for, what it may do, until when and from where. The form is loaded when it is first asked for.
import type { NewToken } from '@portal/types';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import { useShownOnce } from '@/components/shown-once.ts';
import { useLeftOut } from '@/features/account/left-out.ts';
import type { ScopeCatalog } from './scope-catalog.ts';
import { ShownToken } from './shown-token.tsx';

const form = partOnUse(() => import('./create-form.tsx'));

interface CreateTokenProps {
  readonly catalog: ScopeCatalog;
  readonly maxDays: number;
  /** A service account's, rather than one's own. */
  readonly isForService?: boolean;
}

export function CreateToken({ catalog, maxDays, isForService = false }: CreateTokenProps) {
  const t = useTranslations('tokens');
  const [open, setOpen] = useState(false);
  const [made, setMade] = useShownOnce<NewToken>(open);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button variant="primary" refusal={useLeftOut()('tokens.create')} onClick={() => setOpen(true)}>
        <Plus aria-hidden className="size-4" />
        {t(isForService ? 'createForService' : 'create')}
      </Button>
      <FormDialog
        {...{ form, open, close }}
        title={made === null ? t('createTitle') : made.name}
        description={made === null ? t('createLead') : t('shownOnce')}
      >
        {({ CreateForm }) =>
          made === null ? (
            <CreateForm {...{ isForService, catalog, maxDays, close }} onMade={setMade} />
          ) : (
            <ShownToken token={made} close={close} />
          )
        }
      </FormDialog>
    </>
  );
}
