'use client';
// Keeps the pages true without polling: one event stream says that a deployment, a cluster or a template changed or a message came, and
// the queries that show it are asked again. A tab that nobody looks at gives its connection back (a browser has only six to a host over HTTP/1.1)
// and catches up when it is shown again.
import type { DeploymentChange } from '@portal/types';
import { onlineManager, skipToken, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { leaveForSignIn } from '@/features/account/leave-for-sign-in.ts';
import { api } from '@/trpc/api.ts';
import { failureOf } from '@/trpc/failure.ts';
import { unlessOwnPace } from '@/trpc/own-pace.ts';
import { watchForOvertaken } from './overtaken.ts';
import { usePageVisible } from './page-visible.ts';

/** `reconnecting`: the line is lost, and the page may be behind. `offline`: the browser has no network. */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

export const LiveContext = createContext<LiveState>('connecting');
export const useLiveState = (): LiveState => useContext(LiveContext);

/** Several events in a row are answered by one round of queries. */
const gatherMs = 300;

/** What the feed said, by how much of the page it can touch: a message came, a deployment changed, or anything may have. */
const breadth = { message: 0, deployment: 1, anything: 2 } as const;
type News = keyof typeof breadth;

/** Asks again for everything on the page that the news can touch. */
const useRefresh = (): ((news: News) => void) => {
  const utils = api.useUtils();
  const client = useQueryClient();
  const [{ heard, watch }] = useState(() => watchForOvertaken(client));
  useEffect(() => watch(), [watch]);
  const widest = useRef<News>('message');
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return (news) => {
    heard();
    if (breadth[news] > breadth[widest.current]) widest.current = news;
    if (timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      const said = widest.current;
      widest.current = 'message';
      if (said === 'anything') {
        void utils.invalidate();
        return;
      }
      void utils.me.invalidate();
      void utils.requests.invalidate();
      if (said === 'message') return;
      void utils.deployments.invalidate(undefined, unlessOwnPace);
      void utils.snapshots.invalidate();
      void utils.shares.invalidate();
      void utils.handovers.invalidate();
      void utils.quarantine.invalidate();
      void utils.templates.canaries.invalidate();
      void utils.audit.invalidate();
    }, gatherMs);
  };
};

const newsIn = (change: DeploymentChange | null): News => {
  if (change === null) return 'anything';
  return change.deploymentId === null ? 'message' : 'deployment';
};

const liveStates = {
  idle: 'connecting',
  connecting: 'connecting',
  pending: 'live',
  error: 'reconnecting',
} as const;

export function LiveUpdates({ children }: { readonly children: ReactNode }) {
  const visible = usePageVisible();
  const online = useOnline();
  const refresh = useRefresh();
  const utils = api.useUtils();
  const { status, error, reset } = api.deployments.onChange.useSubscription(visible && online ? {} : skipToken, {
    // The first item carries no change: it says that the stream has begun, and whatever happened before it was missed.
    onData: ({ data: change }) => refresh(newsIn(change)),
    onError: (failure) => {
      if (failureOf(failure).code === 'unauthenticated') leaveForSignIn();
      // A stream that was refused says nothing of why: this asks, and leaves for sign-in where that is it.
      else void utils.me.get.invalidate();
    },
  });
  useRestart(status === 'error', reset);
  const ofLine = status === 'connecting' && error !== null ? 'reconnecting' : liveStates[status];
  return <LiveContext value={online ? ofLine : 'offline'}>{children}</LiveContext>;
}

/** Whether the page asks anything: not without a network, and not once its session is being ended. */
const useOnline = (): boolean =>
  useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
    () => true,
  );

const restartMs = 5_000;

/** The stream heals itself from lost connections; one that the server ended with an error is begun anew. */
const useRestart = (failed: boolean, restart: () => void): void => {
  const latest = useRef(restart);
  latest.current = restart;
  useEffect(() => {
    if (!failed) return;
    const timer = setTimeout(() => latest.current(), restartMs);
    return () => clearTimeout(timer);
  }, [failed]);
};
