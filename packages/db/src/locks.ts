// Locks of the database that last until the end of a transaction, by what they keep apart.
import type { LockKey } from '@portal/domain';
import type { Client } from './readers/by-key.ts';

const lockName = (key: LockKey): string => {
  switch (key.kind) {
    case 'directory':
    case 'announcements':
    case 'webhooks':
    case 'deletions':
      return key.kind;
    case 'quota':
      return `quota:${key.userId}`;
    case 'contingent':
      return `contingent:${key.of ?? 'everyone'}`;
    case 'cluster':
      return `cluster:${key.clusterId}`;
    case 'template':
      return `template:${key.templateId}`;
    case 'hostName':
      return `hostName:${key.hostName}`;
  }
};

const lockNamed = async (client: Client, name: string): Promise<void> => {
  await client.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
};

export const lock = (client: Client, key: LockKey): Promise<void> => lockNamed(client, lockName(key));

/** Of one person at the provider, by their name or address there. */
export const lockArrival = (client: Client, key: string): Promise<void> => lockNamed(client, `single-sign-on:${key}`);
