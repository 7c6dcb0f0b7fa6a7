// A pause in a long wait for a guest, which a person's request must not have to sit out: whoever asks for a deletion
// meanwhile is served at the next look.
import { StaleVersionError } from '@portal/domain';
import type { RunContext, RunState } from './engine-ports.ts';

/** Throws {@link StaleVersionError} when somebody moved the deployment during the pause: the run then looks again. */
export const untilMovedOn = async (
  { ports, signal }: RunContext,
  { deployment }: RunState,
  pauseMs: number,
): Promise<void> => {
  await ports.clock.wait(pauseMs, signal);
  const current = await ports.reader.deployment(deployment.id);
  if (current?.version !== deployment.version) throw new StaleVersionError();
};
