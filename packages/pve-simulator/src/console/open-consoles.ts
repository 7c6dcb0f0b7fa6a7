/**
 * Consoles that were opened. A ticket is good for the one who asked for it, for its VM and its port; the port takes one
 * connection.
 */

/** A VNC server that runs already, to stand behind every console; its password has up to eight characters. */
export interface RealVncServer {
  readonly port: number;
  readonly password: string;
}

interface ConsoleAddress {
  readonly vmid: number;
  readonly port: number;
  readonly authId: string;
  readonly ticket: string;
}

/** What stands behind it: the VM's VNC server with a password of its own, or its serial port, null for the first that it has. */
export type ConsoleEnd =
  | { readonly kind: 'vnc'; readonly password: string }
  | { readonly kind: 'terminal'; readonly serial: string | null; readonly isRefused: boolean };

export interface OpenConsole extends ConsoleAddress {
  readonly end: ConsoleEnd;
  readonly upid: string;
}

const mostKept = 500;

export class OpenConsoles {
  readonly #byTicket = new Map<string, OpenConsole>();
  readonly #taken = new WeakSet<OpenConsole>();

  add(console: OpenConsole): void {
    this.#byTicket.set(console.ticket, console);
    const [oldest] = this.#byTicket.keys();
    if (this.#byTicket.size > mostKept && oldest !== undefined) this.#byTicket.delete(oldest);
  }

  find({ vmid, port, authId, ticket }: ConsoleAddress): OpenConsole | null {
    const found = this.#byTicket.get(ticket);
    if (found === undefined) return null;
    return found.vmid === vmid && found.port === port && found.authId === authId ? found : null;
  }

  /** Null where somebody has connected before. */
  take(ticket: string): OpenConsole | null {
    const found = this.#byTicket.get(ticket);
    if (found === undefined || this.#taken.has(found)) return null;
    this.#taken.add(found);
    return found;
  }
}
