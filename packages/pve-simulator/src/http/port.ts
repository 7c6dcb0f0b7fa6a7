/**
 * The TCP port of the simulator: opened, closed for an outage (connections are refused, and those that are open are cut)
 * and opened again under the same number.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket, Server as TlsServer } from 'node:tls';

/** Without a word: a reset, or under TLS, where there is none to be had, an end in the middle. */
export function cut(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

export class Port {
  readonly #server: Server;
  readonly #host: string;
  readonly #sockets = new Set<Socket>();
  readonly #spared = new WeakSet<Socket>();
  #number = 0;
  #reopening: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(server: Server, host: string) {
    this.#server = server;
    this.#host = host;
    // Over TLS the socket of a request is the one inside.
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  get number(): number {
    return this.#number;
  }

  get isOpen(): boolean {
    return this.#server.listening;
  }

  /** 0 takes any free port. */
  async open(number: number): Promise<void> {
    this.#number = await new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(number, this.#host, () => {
        this.#server.off('error', reject);
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : number);
      });
    });
  }

  /** A connection that an outage lets end by itself. */
  spare(socket: Socket): void {
    this.#spared.add(socket);
  }

  /** Refuses connections from now on; without `forMs` until `resume`. */
  suspend(forMs?: number): void {
    if (this.#reopening !== null) clearTimeout(this.#reopening);
    this.#reopening = null;
    if (this.isOpen) this.#server.close();
    for (const socket of this.#sockets) if (!this.#spared.has(socket)) cut(socket);
    if (forMs === undefined) return;
    this.#reopening = setTimeout(() => void this.resume(), forMs);
  }

  async resume(): Promise<void> {
    if (this.#reopening !== null) clearTimeout(this.#reopening);
    this.#reopening = null;
    if (!this.isOpen && !this.#closed) await this.open(this.#number);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#reopening !== null) clearTimeout(this.#reopening);
    await new Promise<void>((resolve) => {
      if (this.isOpen) this.#server.close(() => resolve());
      else resolve();
      this.#server.closeAllConnections();
      // Consoles are no connections of the HTTP server any more.
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}
