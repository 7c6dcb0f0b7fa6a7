// The words for a limit that stands in the way: what it is, how much is used, how much was asked for.
import type { LimitFigure } from '@portal/types';
import { DomainError } from '../errors.ts';

const labels: Readonly<Record<string, string>> = {
  'cluster.snapshotsPerVm': 'snapshots that one VM may have',
  'policy.deployments': 'VMs that your role may hold',
  'policy.vcpus': 'vCPUs that your role may hold',
  'policy.memoryMiB': 'MiB of memory that your role may hold',
  'policy.diskGiB': 'GiB of disk that your role may hold',
  'template.vcpus.min': 'vCPUs at least for this template',
  'template.vcpus.max': 'vCPUs at most for this template',
  'template.memoryMiB.min': 'MiB of memory at least for this template',
  'template.memoryMiB.max': 'MiB of memory at most for this template',
  'template.diskGiB.min': 'GiB of disk at least for this template',
  'template.diskGiB.max': 'GiB of disk at most for this template',
  'template.ttlHours.min': 'hours of lease at least for this template',
  'template.ttlHours.max': 'hours of lease at most for this template, counted from creation',
};

const sentence = (figure: LimitFigure): string =>
  `${figure.limit} ${labels[figure.name] ?? figure.name}: ${figure.used} in use, ${figure.requested} requested.`;

export const limitExceeded = (limits: readonly [LimitFigure, ...LimitFigure[]]): DomainError =>
  new DomainError('limit_exceeded', `Over the limit. ${limits.map(sentence).join(' ')}`, { limits });

export const isNonEmpty = <Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] => items.length > 0;
