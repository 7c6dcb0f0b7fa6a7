import { passwordMin } from '@portal/types';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Entrance } from '@/features/account/entrance.tsx';
import { SetPasswordForm } from '@/features/account/set-password-form.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('setPassword'))('title'),
  // The address of this page carries the link's secret in its fragment.
  referrer: 'no-referrer',
});

export default async function SetPasswordPage() {
  const t = await getTranslations('setPassword');
  return (
    <Entrance heading={t('title')} help={t('help')}>
      <SetPasswordForm least={passwordMin} />
    </Entrance>
  );
}
