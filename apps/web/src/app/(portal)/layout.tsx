// Around every page that needs a signed-in person: the top bar, the person's own data, and the live feed.
import { CSPProvider } from '@base-ui/react/csp-provider';
import { cookies, headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { OverlayRegion } from '@/components/overlay-region.tsx';
import { TicketLinks } from '@/components/ticket.tsx';
import { ToastProvider } from '@/components/toaster.tsx';
import { env } from '@/env.ts';
import { dismissedCookie, dismissedIn } from '@/features/announcements/dismissed.ts';
import { LiveAnnouncements } from '@/features/announcements/live-announcements.tsx';
import { LiveUpdates } from '@/features/live/live-updates.tsx';
import { LoadOverlays } from '@/features/shell/load-overlays.tsx';
import { TopBar } from '@/features/shell/top-bar.tsx';
import { face } from '@/server/face.ts';
import { nonceHeader } from '@/server/request-headers.ts';
import { roomsOf } from '@/server/require-administration.ts';
import { requirePerson } from '@/server/require-person.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';
import { ApiProvider } from '@/trpc/provider.tsx';

const mainId = 'main';

export default async function PortalLayout({ children }: { readonly children: ReactNode }) {
  const person = await requirePerson();
  await Promise.all([trpc.me.get.prefetch(), trpc.me.announcements.prefetch()]);
  const dismissed = dismissedIn((await cookies()).get(dismissedCookie)?.value);
  const t = await getTranslations('shell');
  const nonce = (await headers()).get(nonceHeader) ?? undefined;
  return (
    <ApiProvider>
      <HydrateClient>
        <CSPProvider nonce={nonce}>
          <ToastProvider>
            <LiveUpdates>
              <a
                href={`#${mainId}`}
                className="sr-only rounded-md bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
              >
                {t('skip')}
              </a>
              <div className="flex min-h-dvh flex-col">
                <TopBar face={face()} rooms={roomsOf(person).map(({ key }) => key)} />
                <LiveAnnouncements dismissed={dismissed} />
                <main id={mainId} className="relative mx-auto w-full max-w-[100rem] flex-1 px-4 py-6 sm:px-6">
                  <TicketLinks pattern={env().TICKET_URL ?? null}>{children}</TicketLinks>
                </main>
              </div>
              <OverlayRegion label={t('overlays')} />
              <LoadOverlays />
            </LiveUpdates>
          </ToastProvider>
        </CSPProvider>
      </HydrateClient>
    </ApiProvider>
  );
}
