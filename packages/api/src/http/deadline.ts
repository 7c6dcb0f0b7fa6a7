// Refuses a change that arrives later than its sender meant it. Without the header there is no such moment.
import { DomainError } from '@portal/domain';
import { deadlineHeader } from '@portal/types';
import { z } from 'zod';

const momentSchema = z.iso.datetime();

export const refuseLate = (headers: Headers, now: Date): void => {
  const header = headers.get(deadlineHeader);
  if (header === null) return;
  const deadline = momentSchema.safeParse(header);
  if (!deadline.success) {
    throw new DomainError(
      'invalid_input',
      { code: 'deadline_unreadable', params: {} },
      {
        fields: [{ field: deadlineHeader }],
      },
    );
  }
  if (now.getTime() <= Date.parse(deadline.data)) return;
  throw new DomainError('conflict', { code: 'held_up', params: {} });
};
