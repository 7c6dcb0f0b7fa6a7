/** The control over HTTP, for a test in another process. */
import { z } from 'zod';
import { requestRecordSchema, snapshotSchema, statsSchema } from './control-schema.ts';
import type { SimulatorControl } from './simulator-control.ts';

const answerSchema = z.union([z.object({ result: z.unknown() }), z.object({ error: z.string() })]);

export interface RemoteCredentials {
  /** `user@realm!name` */
  readonly tokenId: string;
  readonly tokenSecret: string;
}

interface Connection {
  send<Result>(name: string, body: unknown, schema: z.ZodType<Result>): Promise<Result>;
  /** A command that answers nothing. */
  order(name: string, body?: unknown): Promise<void>;
}

function connect(url: string, credentials: RemoteCredentials): Connection {
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
  return { send, order };
}

export function remoteControl(url: string, credentials: RemoteCredentials): SimulatorControl {
  const { send, order } = connect(url, credentials);
  return {
    addFault: (fault) => order('addFault', fault),
    clearFaults: () => order('clearFaults'),
    refuseConnections: (outage = {}) => order('refuseConnections', outage),
    acceptConnections: () => order('acceptConnections'),
    setDaemonHung: (hung) => order('setDaemonHung', { hung }),
    failTask: (failure) => order('failTask', failure),
    hangTask: (match) => order('hangTask', match),
    vanishTask: (match) => order('vanishTask', match),
    forgetTasks: (filter = {}) => order('forgetTasks', filter),
    createVm: (vm) => order('createVm', vm),
    moveVm: (vmid, node) => order('moveVm', { vmid, node }),
    removeVm: (vmid) => order('removeVm', { vmid }),
    renameVm: (vmid, name) => order('renameVm', { vmid, name }),
    retagVm: (vmid, tags) => order('retagVm', { vmid, tags }),
    convertVm: (vmid) => order('convertVm', { vmid }),
    resizeVm: (vmid, size) => order('resizeVm', { vmid, size }),
    setPool: (vmid, pool) => order('setPool', { vmid, pool }),
    updateConfig: (vmid, patch) => order('updateConfig', { vmid, patch }),
    setPower: (vmid, power) => order('setPower', { vmid, power }),
    lockVm: (vmid, lock) => order('lockVm', { vmid, lock }),
    holdLockFile: (vmid) => order('holdLockFile', { vmid }),
    releaseLockFile: (vmid) => order('releaseLockFile', { vmid }),
    setAgent: (vmid, condition) => order('setAgent', { vmid, condition }),
    setNetwork: (vmid, network) => order('setNetwork', { vmid, network }),
    setHa: (vmid, state) => order('setHa', { vmid, state }),
    setReplication: (vmid, target) => order('setReplication', { vmid, target }),
    setGuest: (vmid, profile, hostName) => order('setGuest', { vmid, profile, hostName }),
    setQuorum: (quorate) => order('setQuorum', { quorate }),
    setNodeOnline: (node, online) => order('setNodeOnline', { node, online }),
    setNodeHung: (node, hung) => order('setNodeHung', { node, hung }),
    setNodeMaintenance: (node, maintenance) => order('setNodeMaintenance', { node, maintenance }),
    removeNode: (node) => order('removeNode', { node }),
    setClockSkew: (node, skewMs) => order('setClockSkew', { node, skewMs }),
    setStorageFull: (storage, full) => order('setStorageFull', { storage, full }),
    addVolume: (volume) => order('addVolume', volume),
    holdVolume: (volid, held) => order('holdVolume', { volid, held }),
    setTiming: (overrides) => order('setTiming', overrides),
    snapshot: () => send('snapshot', {}, snapshotSchema),
    requests: () => send('requests', {}, z.array(requestRecordSchema)),
    clearRequests: () => order('clearRequests'),
    stats: () => send('stats', {}, statsSchema),
  };
}
