// The audit guarantee (design §7), looked at from behind: of every guarded row, the transaction that wrote it last must
// have left an audit row about its deployment.
import type pg from 'pg';

const unauditedRows = `
  WITH written AS (
    SELECT xmin::text AS xact, id::text AS subject FROM deployments
    UNION ALL SELECT xmin::text, deployment_id::text FROM deployment_steps
    UNION ALL SELECT xmin::text, deployment_id::text FROM operations
    UNION ALL SELECT xmin::text, deployment_id::text FROM vmid_reservations
    UNION ALL SELECT xmin::text, deployment_id::text FROM guest_access)
  SELECT FROM written AS w WHERE NOT EXISTS (
    SELECT FROM audit_logs AS a
    WHERE a.xact = w.xact::xid8 AND a.subject_type = 'deployment' AND a.subject_id = w.subject)`;

/** How many rows were written without one. */
export const countUnaudited = async (owner: Pick<pg.Pool, 'query'>): Promise<number> =>
  (await owner.query(unauditedRows)).rowCount ?? 0;
