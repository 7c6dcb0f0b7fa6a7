'use client';
// The connection of a console: a ticket, a WebSocket with it, noVNC on that, and again with a new ticket where it breaks.
import type RFB from '@novnc/novnc';
import { consoleProtocol } from '@portal/types';
import { type RefObject, useCallback, useEffect, useState } from 'react';
import { api } from '@/trpc/api.ts';
import { failureOf } from '@/trpc/failure.ts';
import { type ConsoleState, endingOf, nextAttemptMs } from './console-state.ts';

export interface Console {
  readonly state: ConsoleState;
  readonly viewOnly: boolean;
  /** While it is connected. */
  readonly screen: RFB | null;
  /** Asks for a new ticket. */
  readonly reconnect: () => void;
}

const loadScreen = async () => (await import('@novnc/novnc')).default;

export const useConsole = (id: string, label: string, target: RefObject<HTMLElement | null>): Console => {
  const { client } = api.useUtils();
  const [state, setState] = useState<ConsoleState>({ phase: 'connecting' });
  const [viewOnly, setViewOnly] = useState(false);
  const [screen, setScreen] = useState<RFB | null>(null);
  /** `failed`: attempts since it was last connected. */
  const [attempt, setAttempt] = useState({ failed: 0 });

  useEffect(() => {
    const over = new AbortController();
    let { failed } = attempt;
    let rfb: RFB | null = null;
    const end = (ending: ReturnType<typeof endingOf>, detail: string | null): void => {
      if (over.signal.aborted) return;
      setScreen(null);
      const again = nextAttemptMs(ending, failed);
      if (again === null) {
        setState({ phase: 'ended', ending, detail });
        return;
      }
      setState({ phase: 'reconnecting' });
      const timer = setTimeout(() => setAttempt({ failed: failed + 1 }), again);
      over.signal.addEventListener('abort', () => clearTimeout(timer));
    };
    const connect = async (): Promise<void> => {
      const [Screen, ticket] = await Promise.all([loadScreen(), client.deployments.console.mutate({ id })]);
      if (over.signal.aborted || target.current === null) return;
      const socket = new WebSocket(ticket.url, [consoleProtocol, ticket.ticket]);
      socket.addEventListener('close', ({ code }) => end(endingOf(code), null));
      rfb = new Screen(target.current, socket);
      rfb.viewOnly = ticket.viewOnly;
      rfb.background = 'transparent';
      setViewOnly(ticket.viewOnly);
      const connected = rfb;
      rfb.addEventListener('connect', () => {
        failed = 0;
        const canvas = target.current?.querySelector('canvas');
        canvas?.setAttribute('role', 'application');
        canvas?.setAttribute('aria-label', label);
        canvas?.setAttribute('tabindex', '0');
        setScreen(connected);
        setState({ phase: 'connected' });
        if (!ticket.viewOnly) connected.focus();
      });
    };
    connect().catch((error: unknown) => {
      const { code, detail } = failureOf(error);
      end(code === 'unreachable' ? 'broken' : 'refused', detail);
    });
    return () => {
      over.abort();
      rfb?.disconnect();
    };
  }, [attempt, client, id, label, target]);

  const reconnect = useCallback(() => {
    setState({ phase: 'connecting' });
    setAttempt({ failed: 0 });
  }, []);
  return { state, viewOnly, screen, reconnect };
};
