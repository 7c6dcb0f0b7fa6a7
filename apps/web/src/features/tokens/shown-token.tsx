'use client';
// A token that was just made.
import type { NewToken } from '@portal/types';
import { useTranslations } from 'next-intl';
import { ShownSecret } from '@/components/shown-secret.tsx';

interface ShownTokenProps {
  readonly token: NewToken;
  readonly close: () => void;
}

export function ShownToken({ token: { token }, close }: ShownTokenProps) {
  const t = useTranslations('tokens');
  const words = { copy: t('copy'), keepSafe: t('keepSafe'), done: t('done') };
  return <ShownSecret secret={token} words={words} close={close} />;
}
