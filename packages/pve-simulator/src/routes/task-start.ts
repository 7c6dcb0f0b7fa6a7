/** Answers with the UPID of a task on the node that the call names, whether the VM is there or not. */
import type { Job } from '../cluster/cluster-state.ts';
import type { Answer, Call } from '../http/route.ts';

export function startTask(call: Call, job: Job): Answer {
  return { data: call.tasks.start({ job, node: call.parameters.text('node'), principal: call.principal }) };
}
