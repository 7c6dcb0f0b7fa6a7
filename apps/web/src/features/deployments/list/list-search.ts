// The dashboard's filters between the address and the list procedure. Whatever the address holds that the procedure
// would refuse is left out, so that an old or mistyped link still shows a list.
import {
  type DeploymentStatus,
  deploymentStatuses,
  type ListDeployments,
  longestFilter,
  tagForm,
  withoutControls,
} from '@portal/types';
import { cursorTrail } from '../../paging/cursor-trail.ts';
import { statusTones } from '../status.ts';

export const pageSize = 25;

/** What the choice `moving` stands for: whatever does not stay as it is. */
const moving: readonly DeploymentStatus[] = deploymentStatuses.filter((status) => statusTones[status] === 'busy');

/** The status filter's choices, in the order of the menu. */
export const statusChoices = [
  'running',
  'moving',
  'stopped',
  'suspended',
  'expired',
  'failed',
  'quarantined',
  'deleted',
] as const satisfies ReadonlyArray<DeploymentStatus | 'moving'>;

const filterNames = ['q', 'status', 'template', 'owner', 'tag'] as const;
type FilterName = (typeof filterNames)[number];

const expandStatus = (value: string): string => (value === 'moving' ? moving.join(',') : value);

const isStatus = (value: string): boolean => deploymentStatuses.some((status) => status === value);

/** As the procedure takes it, or empty for what it would refuse. */
const accepted = (name: FilterName, value: string): string => {
  if (name === 'status') return expandStatus(value).split(',').every(isStatus) ? expandStatus(value) : '';
  const text = name === 'q' ? value.trim() : value;
  const form = name === 'tag' ? tagForm : withoutControls;
  return text.length <= longestFilter[name] && form.test(text) ? text : '';
};

const valid = (name: FilterName, value: string | null): Partial<Record<FilterName, string>> => {
  const text = accepted(name, value ?? '');
  return text === '' ? {} : { [name]: text };
};

export const listInput = (params: URLSearchParams): ListDeployments => {
  const cursor = cursorTrail(params).at(-1);
  return {
    limit: pageSize,
    ...Object.assign({}, ...filterNames.map((name) => valid(name, params.get(name)))),
    ...(cursor !== undefined && { cursor }),
  };
};

export const hasFilters = (params: URLSearchParams): boolean => filterNames.some((name) => params.get(name));
