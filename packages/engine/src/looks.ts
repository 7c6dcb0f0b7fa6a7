// What a worker reads for somebody who looks takes a few of its places and no more, however many look at clusters that hang.
import { type JobRequest, stillWaiting } from '@portal/domain';
import type { EnginePorts } from './engine-ports.ts';
import { createSlots } from './slots.ts';

const mostLooks = 4;
const lookAgainMs = 300;

export const createLooks = ({ jobs, clock }: Pick<EnginePorts, 'jobs' | 'clock'>) => {
  const slots = createSlots(mostLooks);
  /** Does the work, or asks for it again a little later where all places are taken. */
  return async (asked: (at: Date) => JobRequest, work: () => Promise<void>): Promise<void> => {
    const done = await slots('looks', async () => {
      await work();
      return true;
    });
    if (done !== null) return;
    await jobs.enqueue([stillWaiting(asked(new Date(clock.now().getTime() + lookAgainMs)))]);
  };
};
