// Time and identifiers of the real world, as the domain's ports want them: the same for every host.
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Ids } from '@portal/domain';
import { uuidv7 } from 'uuidv7';

export const systemClock: Clock = {
  now: () => new Date(),
  wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

export const systemIds: Ids = {
  next: uuidv7,
  hash: (text) => createHash('sha256').update(text).digest('hex'),
};
