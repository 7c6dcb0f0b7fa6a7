// What a kind of console is to the relay: how its far end is reached, how the browser is let in, and what the browser may say.
import type { Duplex } from 'node:stream';
import type { GuestConfig, GuestRef, Hypervisor } from '@portal/domain';
import type { GuestConsoles } from '@portal/proxmox-client';
import type { ConsoleEnd } from '@portal/types';
import type { FindMessage } from './client-messages.ts';

export type ConsoleHypervisor = Pick<Hypervisor, 'guestConfig' | 'guestStatus'> & GuestConsoles;

export interface FarEnd {
  readonly stream: Duplex;
  /** Signs in there. Rejects with PeerError. */
  begin(): Promise<void>;
}

export interface ConsoleLanguage {
  /** Rejects with HypervisorError; answers why where the VM has no such console. */
  open(
    hypervisor: ConsoleHypervisor,
    vm: { readonly ref: GuestRef; readonly config: GuestConfig; readonly signal: AbortSignal },
  ): Promise<FarEnd | ConsoleEnd>;
  /** Up to where what is said is passed on. Rejects with PeerError for what no browser says. */
  welcome(browser: Duplex, signal: AbortSignal): Promise<void>;
  readonly find: FindMessage;
}
