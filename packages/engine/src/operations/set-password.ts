// Another password for the guest, which its agent sets. It was sealed with the request, beside the one that counts, and takes its place
// in the commit that says so: from the call to then both are kept, since either may hold. The same call does the same again, so a
// worker that takes over from one that died repeats it.
import { StepFailed, type Workflow } from '../workflow.ts';
import { leaveAsItIs } from './outcome.ts';
import { setting } from './power-steps.ts';

export const setPassword: Workflow = async (op) => {
  const { ports, template, deployment } = op;
  const { id: deploymentId } = deployment;
  const sealedPassword = (await ports.reader.guestAccess(deploymentId))?.nextSealedPassword ?? null;
  const user = template.loginUser;
  if (sealedPassword === null || user === null) throw new Error(`deployment ${deploymentId} has no password to set`);
  const set = setting(op, (guest) => guest.setPassword(user, ports.vault.open(sealedPassword)));
  // Whoever asked sits before it, and can ask again: an agent that does not answer now is not waited for.
  const result = await op.attempt('set_password', { ...set, deadlineMs: 0 });
  if (!(result instanceof StepFailed)) {
    return op.finish('running', { writes: [{ kind: 'access.update', deploymentId, sealedPassword }] });
  }
  const isCertain = result.isFirstRun && !result.error.maybeDone;
  await leaveAsItIs(op, result, { writes: isCertain ? [{ kind: 'access.refused', deploymentId }] : [] });
};
