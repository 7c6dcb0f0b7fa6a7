import { passwordMin } from '@portal/types';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { SetPasswordForm } from '@/features/account/set-password-form.tsx';
import { BrandMark } from '@/features/shell/brand-mark.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('setPassword'))('title'),
  // The address of this page carries the link's secret in its fragment.
  referrer: 'no-referrer',
});

export default async function SetPasswordPage() {
  const t = await getTranslations('setPassword');
  return (
    <main className="flex justify-center px-4 pt-[clamp(2.5rem,22dvh,14rem)] pb-10">
      <div className="w-full max-w-sm">
        <div className="mb-5 flex flex-wrap items-center gap-3">
          <BrandMark />
          <h1 className="text-lg font-semibold">{t('title')}</h1>
        </div>
        <div className="rounded-xl border border-line bg-surface p-5">
          <SetPasswordForm least={passwordMin} />
        </div>
        <p className="mt-4 text-[0.8125rem] text-ink-muted">{t('help')}</p>
      </div>
    </main>
  );
}
