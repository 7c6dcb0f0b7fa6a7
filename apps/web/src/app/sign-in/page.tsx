import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Notice } from '@/components/notice.tsx';
import { env } from '@/env.ts';
import { passwordSetParameter, returnParameter, safeReturnPath } from '@/features/account/return-path.ts';
import { SignInForm } from '@/features/account/sign-in-form.tsx';
import { BrandMark } from '@/features/shell/brand-mark.tsx';
import { SimulatedSign } from '@/features/shell/simulated-sign.tsx';
import { container } from '@/server/container.ts';
import { currentPerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('signIn'))('title'),
});

export default async function SignInPage({ searchParams }: { readonly searchParams: PageSearch }) {
  const search = await searchParamsOf(searchParams);
  const returnTo = safeReturnPath(search.get(returnParameter));
  if ((await currentPerson()) !== null) redirect(returnTo);
  const [t, simulation] = await Promise.all([getTranslations('signIn'), container().simulation()]);
  return (
    // From the top: what is centred would move with everything that comes to stand below it.
    <main className="flex justify-center px-4 pt-[clamp(2.5rem,22dvh,14rem)] pb-10">
      <div className="w-full max-w-sm">
        <div className="mb-5 flex flex-wrap items-center gap-3">
          <BrandMark />
          <h1 className="text-lg font-semibold">{t('heading')}</h1>
          {simulation === null ? null : <SimulatedSign {...simulation} />}
        </div>
        <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-5">
          {search.has(passwordSetParameter) ? <Notice kind="info">{t('passwordSet')}</Notice> : null}
          <SignInForm returnTo={returnTo} portalUrl={env().PORTAL_URL} />
        </div>
        <p className="mt-4 text-[0.8125rem] text-ink-muted">{t('help')}</p>
      </div>
    </main>
  );
}
