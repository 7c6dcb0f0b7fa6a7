// Tickets for consoles, as hashes. Whoever redeems one removes it, so that of two at once one finds nothing.
import type { ConsoleTickets } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import type { People } from './readers/people-reader.ts';

const lasts = '30 seconds';

const redeemedRow = z.object({ sessionId: z.string(), userId: z.string(), deploymentId: z.string() });

export const createConsoleTickets = (pool: pg.Pool, people: Pick<People, 'ofSession'>): ConsoleTickets => ({
  async keep(hash, { sessionId, deploymentId }) {
    await pool.query('DELETE FROM console_tickets WHERE expires_at < clock_timestamp()');
    await pool.query(
      `INSERT INTO console_tickets (hash, session_id, deployment_id, expires_at)
       VALUES (decode($1, 'hex'), $2, $3, clock_timestamp() + interval '${lasts}')`,
      [hash, sessionId, deploymentId],
    );
  },
  async redeem(hash) {
    const { rows } = await pool.query<Record<string, unknown>>(
      `DELETE FROM console_tickets AS c USING sessions AS s
       WHERE c.hash = decode($1, 'hex') AND c.expires_at > clock_timestamp()
         AND s.id = c.session_id AND s.expires_at > clock_timestamp()
       RETURNING s.id AS "sessionId", s.user_id AS "userId", c.deployment_id AS "deploymentId"`,
      [hash],
    );
    if (rows[0] === undefined) return null;
    const { sessionId, userId, deploymentId } = redeemedRow.parse(rows[0]);
    const person = await people.ofSession({ id: sessionId, userId });
    return person === null ? null : { person, deploymentId };
  },
});
