// What a console shows once its WebSocket is there, whatever it is that is shown.
import type { ConsoleKind } from '@portal/types';

export interface ConsoleSession {
  focus(): void;
  /** Types the text in place of pasting it. */
  type(text: string): void;
  /** One of the keys that `keys.ts` names for this kind of console. */
  press(key: string): void;
  /** In its own size, or as large as its place; a terminal always fits. */
  scale(isScaled: boolean): void;
}

interface SessionOptions {
  readonly target: HTMLElement;
  /** Told in its own protocol that it is there. */
  readonly socket: WebSocket;
  readonly viewOnly: boolean;
  readonly label: string;
  readonly onConnect: (session: ConsoleSession) => void;
}

/** Answers how to end it, which empties its place. */
export type StartSession = (options: SessionOptions) => () => void;

/** Each is loaded when it is opened. */
export const loadSession: Readonly<Record<ConsoleKind, () => Promise<StartSession>>> = {
  screen: async () => (await import('./screen-session.ts')).startScreen,
  serial: async () => (await import('./serial-session.ts')).startTerminal,
};
