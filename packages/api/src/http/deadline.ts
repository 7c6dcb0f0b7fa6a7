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
    throw new DomainError('invalid_input', 'The deadline of the request is not a moment in ISO 8601.', {
      fields: [{ field: deadlineHeader, message: 'Send a moment in ISO 8601, in UTC, or leave it out.' }],
    });
  }
  if (now.getTime() <= Date.parse(deadline.data)) return;
  throw new DomainError(
    'conflict',
    'This was held up on its way for too long, and was not done. Look at the present state, and ask again if you still want it.',
  );
};
