import { isSingleSignOnCode } from '@portal/types';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import Link from '@/components/link';
import { Notice, Refusal } from '@/components/notice.tsx';
import { breakGlassEmail, env, singleSignOn } from '@/env.ts';
import { Entrance } from '@/features/account/entrance.tsx';
import { PasskeyButton } from '@/features/account/passkey-button.tsx';
import {
  passwordParameter,
  passwordSetParameter,
  refusalParameter,
  returnParameter,
  safeReturnPath,
  setUpPath,
  signInPath,
} from '@/features/account/return-path.ts';
import { SignInForm } from '@/features/account/sign-in-form.tsx';
import { SingleSignOnButton } from '@/features/account/single-sign-on-button.tsx';
import { AnnouncementBar } from '@/features/announcements/announcement-bar.tsx';
import { dismissedCookie, dismissedIn } from '@/features/announcements/dismissed.ts';
import { SimulatedSign } from '@/features/shell/simulated-sign.tsx';
import { container } from '@/server/container.ts';
import { face } from '@/server/face.ts';
import { currentPerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('signIn'))('title'),
});

/** Why the organisation's sign-in let nobody in. */
const refusalIn = async (code: string | null): Promise<string | null> =>
  code !== null && isSingleSignOnCode(code) ? container().say(await getLocale())({ code, params: {} }) : null;

const toSetUp = (text: ReactNode): ReactNode => (
  <Link href={setUpPath} className="font-medium underline">
    {text}
  </Link>
);

export default async function SignInPage({ searchParams }: { readonly searchParams: PageSearch }) {
  const search = await searchParamsOf(searchParams);
  const returnTo = safeReturnPath(search.get(returnParameter));
  if ((await currentPerson()) !== null) redirect(returnTo);
  const { simulation: simulated, lacksAdministrator, services } = container();
  const [t, simulation, isNew, announced] = await Promise.all([
    getTranslations('signIn'),
    simulated(),
    lacksAdministrator(),
    services.announcements.open(),
  ]);
  const dismissed = dismissedIn((await cookies()).get(dismissedCookie)?.value);
  const organisation = singleSignOn();
  const takesPassword = breakGlassEmail() === null || search.has(passwordParameter);
  return (
    <Entrance
      above={<AnnouncementBar items={announced.items} dismissed={dismissed} />}
      heading={face().name}
      besideHeading={simulation === null ? null : <SimulatedSign {...simulation} />}
      help={t('help')}
    >
      {search.has(passwordSetParameter) ? <Notice kind="info">{t('passwordSet')}</Notice> : null}
      {isNew ? <Notice kind="info">{t.rich('setUp', { link: toSetUp })}</Notice> : null}
      <Refusal>{await refusalIn(search.get(refusalParameter))}</Refusal>
      {organisation === null ? null : <SingleSignOnButton label={organisation.label} returnTo={returnTo} />}
      {takesPassword ? (
        <>
          <SignInForm returnTo={returnTo} portalUrl={env().PORTAL_URL} />
          {container().hasPasskeys ? <PasskeyButton returnTo={returnTo} portalUrl={env().PORTAL_URL} /> : null}
        </>
      ) : (
        <Link
          href={`${signInPath}?${passwordParameter}`}
          className="self-center text-[0.8125rem] text-ink-muted underline"
        >
          {t('breakGlass')}
        </Link>
      )}
    </Entrance>
  );
}
