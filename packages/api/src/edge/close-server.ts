// Ends a server within a moment: whoever is being answered gets the rest, and event streams, which end only with their
// connection, are cut so that their clients come back to whichever process is next.
import type { Server } from 'node:http';

export const closeServer = (server: Server, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
