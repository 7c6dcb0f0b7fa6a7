/** Shows a part of the portal to a person, without a server: what its procedures answer is given. */
import type { AppRouter } from '@portal/api';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime.js';
import { NextIntlClientProvider } from 'next-intl';
import { type ReactNode, Suspense } from 'react';
import { afterEach, beforeEach } from 'vitest';
import { OverlayRegion } from '../../src/components/overlay-region.tsx';
import { ToastProvider } from '../../src/components/toaster.tsx';
import { messages } from '../../src/i18n/messages.ts';
import { api } from '../../src/trpc/api.ts';
import { versionHeaders } from '../../src/trpc/meant-version.ts';
import { makeQueryClient } from '../../src/trpc/query-client.ts';
import { me } from './examples.ts';

/** A busy machine takes its time: what does not come says so long before the test is given up. */
configure({ asyncUtilTimeout: 60_000 });

/** By procedure; a function answers by what is asked, a promise when it is kept, an error of tRPC’s refuses it. */
type Answers = Readonly<Record<string, unknown>>;

interface Asked {
  readonly path: string;
  readonly input: unknown;
}

/** The headers by which a version is meant, of each change. */
type Meant = Record<string, string>[];

const answeringLink =
  (answers: Answers, asked: Asked[], meant: Meant): TRPCLink<AppRouter> =>
  () =>
  ({ op: { path, input, type, context } }) =>
    observable((observer) => {
      if (type === 'mutation') {
        asked.push({ path, input });
        meant.push(versionHeaders(context));
      }
      if (path in answers) {
        const given = answers[path];
        const answer = typeof given === 'function' ? given(input) : given;
        if (answer instanceof TRPCClientError) return observer.error(answer);
        const say = (data: unknown): void => {
          observer.next({ result: { type: 'data', data } });
          observer.complete();
        };
        if (answer instanceof Promise) void answer.then(say);
        else say(answer);
      } else observer.error(TRPCClientError.from(new Error(`nobody answers ${path}`)));
    });

const goesNowhere = { bfcacheId: '0', back() {}, forward() {}, prefetch() {}, refresh() {}, replace() {} };

/** Returns the person, what was asked to be changed so far and of which versions, and the pages that were gone to. */
export const show = (part: ReactNode, answers: Answers = {}) => {
  const asked: Asked[] = [];
  const meant: Meant = [];
  const visited: string[] = [];
  const queryClient = makeQueryClient();
  const client = api.createClient({ links: [answeringLink({ 'me.get': me, ...answers }, asked, meant)] });
  render(
    <AppRouterContext value={{ ...goesNowhere, push: (path) => void visited.push(path) }}>
      <NextIntlClientProvider locale="en-GB" timeZone="UTC" messages={messages} now={new Date()}>
        <api.Provider client={client} queryClient={queryClient}>
          <QueryClientProvider client={queryClient}>
            <ToastProvider>
              <Suspense>{part}</Suspense>
              <OverlayRegion label="Menus" />
            </ToastProvider>
          </QueryClientProvider>
        </api.Provider>
      </NextIntlClientProvider>
    </AppRouterContext>,
  );
  return { person: userEvent.setup(), asked, meant, visited };
};

beforeEach(() => window.sessionStorage.clear());
afterEach(cleanup);
