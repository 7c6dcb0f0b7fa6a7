// What a list of deployments is sorted by, and where a page of it ends. Of equals the id decides, so that no two have one place. A cursor
// says which order it belongs to, unless that is the usual one: in another it would mean another place.
import type { Deployment } from '@portal/domain';
import { type DeploymentSort, newestFirst } from '@portal/types';
import { isUuid } from '../uuid.ts';
import { unknownCursor } from './cursors.ts';

interface Field {
  readonly name: 'createdAt' | 'name' | 'expiresAt';
  readonly column: string;
  readonly type: 'timestamptz' | 'text';
  readonly isNullable?: boolean;
}

export interface Order extends Field {
  readonly direction: 'ASC' | 'DESC';
}

const createdAt = { name: 'createdAt', column: 'created_at', type: 'timestamptz' } as const;
const name = { name: 'name', column: 'name', type: 'text' } as const;
const expiresAt = { name: 'expiresAt', column: 'expires_at', type: 'timestamptz', isNullable: true } as const;

export const orders = {
  createdAt: { ...createdAt, direction: 'ASC' },
  '-createdAt': { ...createdAt, direction: 'DESC' },
  name: { ...name, direction: 'ASC' },
  '-name': { ...name, direction: 'DESC' },
  expiresAt: { ...expiresAt, direction: 'ASC' },
  '-expiresAt': { ...expiresAt, direction: 'DESC' },
} as const satisfies Record<DeploymentSort, Order>;

interface Place {
  readonly value: Date | string | null;
  readonly id: string;
}

type Row = Pick<Deployment, 'id' | 'name' | 'createdAt' | 'expiresAt'>;

/** The place of what has no value. */
const noValue = 'none';

const leading = (sort: DeploymentSort): string => (sort === newestFirst ? '' : `${sort}:`);

export const encodeCursor = (sort: DeploymentSort, row: Row): string => {
  const value = row[orders[sort].name];
  const text = value instanceof Date ? value.getTime() : (value ?? noValue);
  return Buffer.from(`${leading(sort)}${text}.${row.id}`).toString('base64url');
};

/** Undefined where no row has it. */
const sortedValue = (text: string, { type, isNullable = false }: Field): Place['value'] | undefined => {
  if (isNullable && text === noValue) return null;
  if (type === 'timestamptz') return /^\d{1,15}$/.test(text) ? new Date(Number(text)) : undefined;
  return /^[a-z0-9-]{1,63}$/.test(text) ? text : undefined;
};

export const decodeCursor = (sort: DeploymentSort, cursor: string): Place => {
  const place = Buffer.from(cursor, 'base64url').toString();
  const lead = leading(sort);
  const [text = '', id = '', ...rest] = place.slice(lead.length).split('.');
  const value = sortedValue(text, orders[sort]);
  if (!place.startsWith(lead) || value === undefined || !isUuid(id) || rest.length > 0) throw unknownCursor();
  return { value, id };
};
