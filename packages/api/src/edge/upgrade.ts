// What makes something else of a connection than HTTP, at one address of a process.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

export interface Upgrade {
  /** By path, without the query. Requests for any other address are answered as if they had asked for nothing else. */
  readonly takes: (path: string) => boolean;
  /** Whether the page that asks may. */
  readonly admits: (request: IncomingMessage) => boolean;
  /** The request bears its id and the client's address as those do that are answered. */
  readonly serve: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}
