// Texts of PVE, of browsers and of logs are cut to what their columns hold before they are written, so that a long one
// costs its end and never a commit. What people write is refused earlier, where they can read why.
import {
  type CanaryRun,
  type Deployment,
  type DeploymentStep,
  type Json,
  type JsonObject,
  type LastObservation,
  statusOf,
} from '@portal/domain';
import type { Fault, Reason } from '@portal/types';
import { Prisma } from './generated/client.ts';
import { jsonObject } from './rows/columns.ts';

/** The same figures as in the CHECKs of the database. */
const longest = {
  logLine: 2_000,
  logLines: 200,
  placeName: 100,
  address: 64,
  addresses: 64,
  upid: 512,
  userAgent: 500,
  auditName: 300,
  auditId: 200,
  auditAddress: 100,
} as const;

const auditDetailBytes = 65_536;
const reasonBytes = 16_384;
const observationBytes = 16_777_216;

const mark = '…';

/** Without NUL and halves of characters, which PostgreSQL takes in no text; a cut one ends in an ellipsis. */
const cut = (text: string, characters: number): string => {
  const enough = 2 * characters;
  const clean = text.slice(0, enough).replaceAll('\0', '').toWellFormed();
  if (clean.length <= characters && text.length <= enough) return clean;
  return `${clean.slice(0, characters - mark.length).replace(/[\ud800-\udbff]$/, '')}${mark}`;
};

const cutOrNull = (text: string | null, characters: number): string | null =>
  text === null ? null : cut(text, characters);

/** What is open on it stands in a row of its own; its status is derived with each write. */
export const fitDeployment = (deployment: Deployment) => {
  const { statusReason, operation: _operation, ...row } = deployment;
  const { code: statusCode, params: statusParams } = fitReason(statusReason);
  return {
    ...row,
    tags: [...row.tags],
    schedule: row.schedule ?? Prisma.DbNull,
    status: statusOf(deployment),
    statusCode,
    statusParams,
    node: cutOrNull(row.node, longest.placeName),
    storage: cutOrNull(row.storage, longest.placeName),
    addresses: row.addresses.slice(0, longest.addresses).map((address) => cut(address, longest.address)),
  };
};

/** Of a long log the end counts: it says how it went. */
export const fitStep = ({ reason, ...row }: DeploymentStep) => {
  const { code: reasonCode, params: reasonParams } = fitReason(reason);
  return {
    ...row,
    reasonCode,
    reasonParams,
    upid: cutOrNull(row.upid, longest.upid),
    log: row.log.slice(-longest.logLines).map((line) => cut(line, longest.logLine)),
  };
};

/** Of a log that is told as it comes; how many there are is settled where they are read. */
export const fitLogLines = (lines: readonly string[]): string[] => lines.map((line) => cut(line, longest.logLine));

export const fitCanaryRun = ({ reason, ...row }: CanaryRun) => {
  const { code: reasonCode, params: reasonParams } = fitReason(reason);
  return { ...row, reasonCode, reasonParams };
};

/** Without a code no parameters either. */
export const fitReason = (reason: Reason | null) => {
  const params = reason === null ? {} : fitObject({ ...reason.params }, reasonBytes);
  if (params === null) return { code: 'not_recorded', params: {} };
  return { code: reason?.code ?? null, params };
};

/** As one document. */
export const fitFault = (fault: Fault | null): string | null =>
  fault === null ? null : JSON.stringify({ code: fault.code, params: fitReason(fault).params });

export const fitUserAgent = (userAgent: string | null | undefined): string => cut(userAgent ?? '', longest.userAgent);

export const fitAuditName = (name: string): string => cut(name, longest.auditName);
export const fitAuditId = (id: string): string => cut(id, longest.auditId);
export const fitAuditAddress = (address: string | null): string | null => cutOrNull(address, longest.auditAddress);

/** Tried in this order, until the whole is small enough. */
const measures = [
  { text: 8_192, items: 5_000 },
  { text: 1_000, items: 1_000 },
  { text: 300, items: 100 },
  { text: 100, items: 20 },
] as const;

const shortened = (value: Json, measure: { readonly text: number; readonly items: number }): Json => {
  if (typeof value === 'string') return cut(value, measure.text);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.slice(0, measure.items).map((item) => shortened(item, measure));
  return shortenedObject(value, measure);
};

const isList = (value: JsonObject | readonly Json[]): value is readonly Json[] => Array.isArray(value);

const shortenedObject = (value: JsonObject, measure: { readonly text: number; readonly items: number }): JsonObject => {
  const entries = Object.entries(value).slice(0, measure.items);
  return Object.fromEntries(entries.map(([key, item]) => [cut(key, measure.text), shortened(item, measure)]));
};

/** What JSON writes for a NUL, and for half of a character. */
const unwritable = /\\u(0000|d[89a-f])/i;

/** In jsonb's own form, which has a blank after each colon and comma. */
const fits = (json: string, bytes: number): boolean =>
  Buffer.byteLength(json) + (json.match(/[:,]/g)?.length ?? 0) <= bytes;

const fitObject = (value: JsonObject, bytes: number): JsonObject | null => {
  const json = JSON.stringify(value);
  if (fits(json, bytes) && !unwritable.test(json)) return value;
  for (const measure of measures) {
    const small = shortenedObject(value, measure);
    if (fits(JSON.stringify(small), bytes)) return small;
  }
  return null;
};

/** An act goes on record even where nothing of its detail can be kept. */
export const fitDetail = (detail: JsonObject): JsonObject => fitObject(detail, auditDetailBytes) ?? { cut: true };

/** Throws for a cluster that is too large to be described: the look counts as failed. */
export const fitObservation = (lastObservation: LastObservation): string => {
  const json = JSON.stringify(lastObservation);
  if (fits(json, observationBytes) && !unwritable.test(json)) return json;
  const small = fitObject(jsonObject.parse(JSON.parse(json)), observationBytes);
  if (small === null) throw new Error(`What was seen of cluster ${lastObservation.clusterId} is too large to be kept.`);
  return JSON.stringify(small);
};
