// The dashboard's filters between the address and the list procedure. Whatever the address holds that the procedure
// would refuse is left out, so that an old or mistyped link still shows a list.
import {
  type CountDeployments,
  type DeploymentSort,
  type DeploymentStatus,
  deploymentSorts,
  deploymentStatuses,
  type ListDeployments,
  longestFilter,
  mostHoursToExpiry,
  tagForm,
  withoutControls,
} from '@portal/types';
import { statusTones } from '../status.ts';

/** Of the rows that the server renders. */
export const pageSize = 25;

/** Choices that stand for several statuses: whatever does not stay as it is, what was deleted, and what somebody has to look after. */
const statusGroups = {
  moving: deploymentStatuses.filter((status) => statusTones[status] === 'busy'),
  gone: ['trashed', 'deleted'],
  attention: deploymentStatuses.filter((status) => statusTones[status] === 'bad'),
} as const satisfies Record<string, readonly DeploymentStatus[]>;

type StatusGroup = keyof typeof statusGroups;
export const isStatusGroup = (value: string): value is StatusGroup => Object.hasOwn(statusGroups, value);

/** The choice that stands for exactly these; undefined where none does. */
export const statusGroupOf = (statuses: string): string | undefined =>
  Object.entries(statusGroups).find(([, group]) => group.join(',') === statuses)?.[0];

/** The status filter's choices, in the order of the menu. */
export const statusChoices = [
  'running',
  'moving',
  'stopped',
  'suspended',
  'expired',
  'attention',
  'failed',
  'quarantined',
  'trashed',
  'deleted',
  'gone',
] as const satisfies ReadonlyArray<DeploymentStatus | StatusGroup>;

/** A day, three days, a week. */
export const expiryChoices = [24, 72, 168] as const;

const isStatus = (value: string): boolean => deploymentStatuses.some((status) => status === value);

const statusesIn = (value: string): string | undefined => {
  const statuses = isStatusGroup(value) ? statusGroups[value].join(',') : value;
  return statuses.split(',').every(isStatus) ? statuses : undefined;
};

const textOf =
  (name: keyof typeof longestFilter, form = withoutControls) =>
  (value: string): string | undefined =>
    value !== '' && value.length <= longestFilter[name] && form.test(value) ? value : undefined;

const hoursIn = (value: string): number | undefined =>
  /^[1-9]\d{0,4}$/.test(value) && Number(value) <= mostHoursToExpiry ? Number(value) : undefined;

const isSort = (value: string): value is DeploymentSort => deploymentSorts.some((sort) => sort === value);

/** As the procedure takes it, or undefined for what it would refuse. */
const filters = {
  q: (value: string) => textOf('q')(value.trim()),
  status: statusesIn,
  template: textOf('template'),
  owner: textOf('owner'),
  tag: textOf('tag', tagForm),
  expiresWithinHours: hoursIn,
  needs: (value: string) => (value === 'me' ? value : undefined),
} as const;

/** What the address selects, in whatever order. */
export const selectionOf = (params: URLSearchParams): CountDeployments =>
  Object.fromEntries(
    Object.entries(filters).flatMap(([name, read]) => {
      const value = read(params.get(name) ?? '');
      return value === undefined ? [] : [[name, value]];
    }),
  );

export const sortOf = (params: URLSearchParams): DeploymentSort | undefined => {
  const sort = params.get('sort') ?? '';
  return isSort(sort) ? sort : undefined;
};

export const listInput = (params: URLSearchParams): ListDeployments => {
  const sort = sortOf(params);
  return { limit: pageSize, ...selectionOf(params), ...(sort !== undefined && { sort }) };
};

export const hasFilters = (params: URLSearchParams): boolean => Object.keys(filters).some((name) => params.get(name));

/** One's own that are being made: they stand above everything else, as long as nothing is looked for. */
export const creationsInput = { owner: 'me', status: 'queued,provisioning', limit: pageSize } as const;

export const showsCreations = (params: URLSearchParams): boolean => !hasFilters(params);
