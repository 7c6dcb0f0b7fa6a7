'use client';
// The connection of a console: a ticket, a WebSocket with it, what is shown over that, and again with a new ticket where it breaks.
import { type ConsoleKind, consoleProtocols } from '@portal/types';
import { type RefObject, useCallback, useEffect, useState } from 'react';
import { api } from '@/trpc/api.ts';
import { failureOf } from '@/trpc/failure.ts';
import { type ConsoleSession, loadSession } from './console-session.ts';
import { type ConsoleState, endingOf, nextAttemptMs } from './console-state.ts';

export interface Console {
  readonly state: ConsoleState;
  /** Null until there was a ticket. */
  readonly seen: { readonly viewOnly: boolean; readonly hasSerialPort: boolean } | null;
  /** While it is connected. */
  readonly session: ConsoleSession | null;
  /** Asks for a new ticket. */
  readonly reconnect: () => void;
}

interface Shown {
  readonly id: string;
  readonly kind: ConsoleKind;
  /** What it is called for those who cannot see it. */
  readonly label: string;
  readonly target: RefObject<HTMLElement | null>;
}

export const useConsole = ({ id, kind, label, target }: Shown): Console => {
  const { client } = api.useUtils();
  const [state, setState] = useState<ConsoleState>({ phase: 'connecting' });
  const [seen, setSeen] = useState<Console['seen']>(null);
  const [session, setSession] = useState<ConsoleSession | null>(null);
  /** `failed`: attempts since it was last connected. */
  const [attempt, setAttempt] = useState({ failed: 0 });

  useEffect(() => {
    const over = new AbortController();
    let { failed } = attempt;
    let endSession = (): void => undefined;
    const end = (ending: ReturnType<typeof endingOf>, detail: string | null): void => {
      if (over.signal.aborted) return;
      setSession(null);
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
      const [start, ticket] = await Promise.all([loadSession[kind](), client.deployments.console.mutate({ id })]);
      if (over.signal.aborted || target.current === null) return;
      setSeen(ticket);
      const socket = new WebSocket(ticket.url, [consoleProtocols[kind], ticket.ticket]);
      socket.addEventListener('close', ({ code }) => end(endingOf(code), null));
      const onConnect = (connected: ConsoleSession): void => {
        failed = 0;
        setSession(connected);
        setState({ phase: 'connected' });
        if (!ticket.viewOnly) connected.focus();
      };
      endSession = start({ target: target.current, socket, viewOnly: ticket.viewOnly, label, onConnect });
    };
    connect().catch((error: unknown) => {
      const { code, detail } = failureOf(error);
      end(code === 'unreachable' ? 'broken' : 'refused', detail);
    });
    return () => {
      over.abort();
      endSession();
    };
  }, [attempt, client, id, kind, label, target]);

  const reconnect = useCallback(() => {
    setState({ phase: 'connecting' });
    setAttempt({ failed: 0 });
  }, []);
  return { state, seen, session, reconnect };
};
