/**
 * What the portal's list is measured against: the same rows in the same shape from Fastify and pg alone. No token, no validation, no
 * layers; names, templates and clusters are joined by the portal's own query where it joins them, and kept in memory where it does.
 */
import { actionState } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import {
  type DeploymentAction,
  type DeploymentStatus,
  deploymentActionRow,
  deploymentActions,
  deploymentStatuses,
  hoursAfter,
  type Reason,
} from '@portal/types';
import Fastify from 'fastify';
import pg from 'pg';
import { bareServerEnv } from '../env.ts';

const POOL_SIZE = 15;

interface TemplateRow {
  id: string;
  version: number;
  name: string;
  category: string;
  icon: string;
  accessMethods: string[];
  loginUser: string | null;
  guestAgent: boolean;
  leaseMaxHours: number;
  restoreHours: number;
}

interface Row {
  id: string;
  version: number;
  name: string;
  status: string;
  statusCode: string | null;
  statusParams: object;
  failureCode: string | null;
  templateId: string;
  templateVersion: number;
  clusterId: string;
  ownerId: string;
  ownerName: string;
  ownerEmail: string;
  teamId: string | null;
  teamName: string | null;
  vcpus: number;
  memoryMiB: number;
  diskGiB: number;
  addresses: string[];
  purpose: string | null;
  ticket: string | null;
  customer: string | null;
  notes: string | null;
  tags: string[];
  createdAt: Date;
  updatedAt: Date;
  expiresAt: Date;
  deleteAt: Date | null;
  deleteProtection: boolean;
  restoreUntil: Date | null;
  node: string;
  vmid: number;
}

const list = `
  SELECT d.id, d.version, d.name, d.status, d.status_code AS "statusCode", d.status_params AS "statusParams",
    d.failure_code AS "failureCode",
    d.template_id AS "templateId", d.template_version AS "templateVersion", d.cluster_id AS "clusterId", o.id AS "ownerId", o.name AS "ownerName",
    o.email AS "ownerEmail", t.id AS "teamId", t.name AS "teamName", d.vcpus, d.memory_mib AS "memoryMiB",
    d.disk_gib AS "diskGiB", d.addresses, d.purpose, d.ticket, d.customer, d.notes, d.tags,
    d.created_at AS "createdAt", d.updated_at AS "updatedAt",
    d.expires_at AS "expiresAt", d.delete_at AS "deleteAt", d.delete_protection AS "deleteProtection", d.restore_until AS "restoreUntil",
    d.node, d.vmid
  FROM deployments AS d JOIN users AS o ON o.id = d.owner_id LEFT JOIN teams AS t ON t.id = d.team_id
  WHERE d.status <> 'deleted' ORDER BY d.created_at DESC, d.id DESC LIMIT $1`;

const { PORT: port, DATABASE_APP_URL: connectionString } = bareServerEnv();
const pool = new pg.Pool({ connectionString, max: POOL_SIZE });

const { rows: templateRows } = await pool.query<TemplateRow>(`
  SELECT template_id AS id, version, name, category, icon, access_methods AS "accessMethods", login_user AS "loginUser",
    guest_agent AS "guestAgent", lease_max_hours AS "leaseMaxHours", restore_hours AS "restoreHours" FROM template_versions`);
const templates = new Map(templateRows.map((row) => [`${row.id}:${row.version}`, row]));
const { rows: clusterRows } = await pool.query<{ id: string; name: string }>('SELECT id, name FROM clusters');
const clusters = new Map(clusterRows.map(({ id, name }) => [id, name]));
/** None is protected or has a schedule, and each has an end that its template holds on to. */
const refusalOf = (action: DeploymentAction, status: DeploymentStatus): Reason | null => {
  const { from, protection, end, schedule } = deploymentActionRow(action);
  if (!from.some((one) => one === status)) return { code: 'action_refused', params: { action, status } };
  if (protection === 'on') return { code: 'delete_protection', params: { action } };
  if (schedule !== undefined) return { code: 'has_no_schedule', params: {} };
  if (end === undefined) return null;
  return { code: 'no_end_refused', params: { why: end === 'none' ? 'has_one' : 'template' } };
};
const actions = new Map(
  deploymentStatuses.map((status): [string, object] => [
    status,
    Object.fromEntries(
      deploymentActions.map((action) => {
        return [action, actionState(refusalOf(action, status), rendererFor())];
      }),
    ),
  ]),
);

const itemOf = (row: Row) => {
  const template = templates.get(`${row.templateId}:${row.templateVersion}`);
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    // None is longer than Windows takes.
    hostName: row.name,
    status: row.status,
    statusMessage: null,
    statusReason: row.statusCode === null ? null : { code: row.statusCode, params: row.statusParams },
    failureCode: row.failureCode,
    templateId: row.templateId,
    templateVersion: row.templateVersion,
    templateName: template?.name,
    category: template?.category,
    icon: template?.icon,
    owner: { id: row.ownerId, name: row.ownerName, email: row.ownerEmail },
    team: row.teamId === null ? null : { id: row.teamId, name: row.teamName },
    vcpus: row.vcpus,
    memoryMiB: row.memoryMiB,
    diskGiB: row.diskGiB,
    addresses: row.addresses,
    addressesAreFallback: false,
    guestAgent: template?.guestAgent,
    accessMethods: template?.accessMethods,
    loginUser: template?.loginUser,
    purpose: row.purpose,
    ticket: row.ticket,
    customer: row.customer,
    notes: row.notes,
    tags: row.tags,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    expiresAt: row.expiresAt,
    deleteAt: row.deleteAt,
    reviewAt: null,
    maxExpiresAt: hoursAfter(row.createdAt, template?.leaseMaxHours ?? 0),
    postponements: 0,
    deleteProtection: row.deleteProtection,
    schedule: null,
    nextPower: null,
    restoreHours: template?.restoreHours,
    restoreUntil: row.restoreUntil,
    operation: null,
    queuePosition: null,
    estimate: null,
    clusterUnreachableSince: null,
    featuresOff: [],
    hasPassword: false,
    sharedWithMe: null,
    canShare: true,
    placement: { cluster: clusters.get(row.clusterId), node: row.node, vmid: row.vmid },
    actions: actions.get(row.status),
  };
};

const app = Fastify({ logger: false });

app.get<{ Querystring: { limit: string } }>('/api/deployments', async ({ query }) => {
  const limit = Number(query.limit);
  const { rows } = await pool.query<Row>(list, [limit + 1]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  const cursor = more ? Buffer.from(`${last.createdAt.getTime()}.${last.id}`).toString('base64url') : null;
  return { items: page.map(itemOf), nextCursor: cursor };
});

await app.listen({ host: '127.0.0.1', port });
