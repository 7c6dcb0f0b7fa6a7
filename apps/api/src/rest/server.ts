// Fastify behind the portal's edge: the edge has the request first and the answer last, and Fastify's own refusals and
// limits are never met.
import { type AddressRule, createEdgeServer, type Upgrade } from '@portal/api/edge';
import type { Log } from '@portal/domain';
import Fastify, { type FastifyInstance } from 'fastify';

interface ServerOptions {
  readonly log: Log;
  /** Whether this process serves the REST facade. */
  readonly servesRest: boolean;
  /** How many reverse proxies of ours stand in front. */
  readonly trustedProxyHops: number;
  /** Absent where this process has no consoles. */
  readonly upgrade?: Upgrade;
}

const readOnly: readonly string[] = ['GET'];
const ownPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

export const createHttpServer = ({ servesRest, ...edge }: ServerOptions): FastifyInstance => {
  const ruleOf = (path: string): AddressRule => {
    if (ownPaths.has(path)) return readOnly;
    return servesRest && path.startsWith('/api/') ? 'handler' : 'unknown';
  };
  return Fastify({
    logger: false,
    forceCloseConnections: 'idle',
    // A path that is too long for Fastify's router is the facade's to refuse.
    routerOptions: { maxParamLength: 16_384 },
    // The edge has answered already.
    clientErrorHandler: () => undefined,
    serverFactory: (handle) => createEdgeServer({ handle, ruleOf, ...edge }),
  });
};
