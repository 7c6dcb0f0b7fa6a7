import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Notice } from '@/components/notice.tsx';
import { env } from '@/env.ts';
import { Entrance } from '@/features/account/entrance.tsx';
import { passwordSetParameter, returnParameter, safeReturnPath } from '@/features/account/return-path.ts';
import { SignInForm } from '@/features/account/sign-in-form.tsx';
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
    <Entrance
      heading={t('heading')}
      besideHeading={simulation === null ? null : <SimulatedSign {...simulation} />}
      help={t('help')}
    >
      {search.has(passwordSetParameter) ? <Notice kind="info">{t('passwordSet')}</Notice> : null}
      <SignInForm returnTo={returnTo} portalUrl={env().PORTAL_URL} />
    </Entrance>
  );
}
