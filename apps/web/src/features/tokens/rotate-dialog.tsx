'use client';
// A new secret for what uses a token; then the new token, once.
import type { NewToken, TokenItem } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/dialog.tsx';
import { useShownOnce } from '@/components/shown-once.ts';
import { useTokenSenders } from './queries.ts';
import { RotateForm } from './rotate-form.tsx';
import { ShownToken } from './shown-token.tsx';

interface RotateDialogProps {
  readonly token: TokenItem;
  readonly open: boolean;
  readonly close: () => void;
}

export function RotateDialog({ token: { id, name }, open, close }: RotateDialogProps) {
  const t = useTranslations('tokens');
  const { rotate } = useTokenSenders();
  const [made, setMade] = useShownOnce<NewToken>(open);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={made === null ? t('rotateTitle', { name }) : made.name}
      description={made === null ? t('rotateLead') : t('shownOnce')}
    >
      {made === null ? (
        <RotateForm rotate={(overlapHours) => rotate({ id, overlapHours })} close={close} onMade={setMade} />
      ) : (
        <ShownToken token={made} close={close} />
      )}
    </Dialog>
  );
}
