/** The control over HTTP, for a test in another process. */
import { z } from 'zod';
import type { AgentCondition, PowerState } from '../cluster/cluster-state.ts';
import type { TaskFailure, TaskMatch } from '../tasks/task-faults.ts';
import type { TimingOverrides } from '../timing.ts';
import {
  type ConfigPatch,
  type Fault,
  type NewVm,
  requestRecordSchema,
  snapshotSchema,
  statsSchema,
} from './control-schema.ts';
import type { SimulatorControl } from './simulator-control.ts';

const answerSchema = z.union([z.object({ result: z.unknown() }), z.object({ error: z.string() })]);

export interface RemoteCredentials {
  /** `user@realm!name` */
  readonly tokenId: string;
  readonly tokenSecret: string;
}

export function remoteControl(url: string, credentials: RemoteCredentials): SimulatorControl {
  const authorization = `PVEAPIToken=${credentials.tokenId}=${credentials.tokenSecret}`;
  const send = async <Result>(name: string, body: unknown, schema: z.ZodType<Result>): Promise<Result> => {
    const response = await fetch(new URL(`/simulator/${name}`, url), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = answerSchema.parse(await response.json());
    if ('error' in answer) throw new Error(`/simulator/${name}: ${answer.error}`);
    return schema.parse(answer.result);
  };
  const order = async (name: string, body: unknown = {}): Promise<void> => {
    await send(name, body, z.null());
  };
  return {
    setTiming: (overrides: TimingOverrides) => order('setTiming', overrides),
    addFault: (fault: Fault) => order('addFault', fault),
    failTask: (failure: TaskFailure) => order('failTask', failure),
    hangTask: (match: TaskMatch) => order('hangTask', match),
    vanishTask: (match: TaskMatch) => order('vanishTask', match),
    clearFaults: () => order('clearFaults'),
    moveVm: (vmid: number, node: string) => order('moveVm', { vmid, node }),
    removeVm: (vmid: number) => order('removeVm', { vmid }),
    setPower: (vmid: number, power: PowerState) => order('setPower', { vmid, power }),
    updateConfig: (vmid: number, patch: ConfigPatch) => order('updateConfig', { vmid, patch }),
    createVm: (vm: NewVm) => order('createVm', vm),
    setQuorum: (quorate: boolean) => order('setQuorum', { quorate }),
    setNodeOnline: (node: string, online: boolean) => order('setNodeOnline', { node, online }),
    setAgent: (vmid: number, condition: AgentCondition) => order('setAgent', { vmid, condition }),
    snapshot: () => send('snapshot', {}, snapshotSchema),
    requests: () => send('requests', {}, z.array(requestRecordSchema)),
    clearRequests: () => order('clearRequests'),
    stats: () => send('stats', {}, statsSchema),
  };
}
