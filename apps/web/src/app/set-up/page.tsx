import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Entrance } from '@/features/account/entrance.tsx';
import { signInPath } from '@/features/account/return-path.ts';
import { SetUpForm } from '@/features/account/set-up-form.tsx';
import { container } from '@/server/container.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('setUp'))('title'),
  // The address of this page carries the code in its fragment.
  referrer: 'no-referrer',
});

export default async function SetUpPage() {
  if (!(await container().lacksAdministrator())) redirect(signInPath);
  const t = await getTranslations('setUp');
  return (
    <Entrance heading={t('title')} help={t('help')}>
      <SetUpForm />
    </Entrance>
  );
}
