/**
 * `POST /simulator/<command>` with a JSON body: each command of the control with the body that it takes. Answers are
 * `{"result": …}` or `{"error": text}` with 400; a caller without the cluster's API token gets 401.
 */
import { z } from 'zod';
import { taskFailureSchema, taskMatchSchema } from '../tasks/task-faults.ts';
import {
  agentConditionSchema,
  configPatchSchema,
  faultSchema,
  guestNetworkSchema,
  guestProfileSchema,
  haStateSchema,
  newVmSchema,
  newVolumeSchema,
  outageSchema,
  powerStateSchema,
  taskFilterSchema,
  timingOverridesSchema,
  vmLockSchema,
  vmSizeSchema,
} from './control-schema.ts';
import type { SimulatorControl } from './simulator-control.ts';

type Command = (control: SimulatorControl, body: unknown) => Promise<unknown>;

function command<Body>(
  schema: z.ZodType<Body>,
  run: (control: SimulatorControl, body: Body) => Promise<unknown>,
): Command {
  return (control, body) => run(control, schema.parse(body));
}

/** A command about a VM, with what else it takes. */
function onVm<Shape extends z.ZodRawShape>(
  shape: Shape,
  run: (control: SimulatorControl, body: z.infer<z.ZodObject<Shape>> & { vmid: number }) => Promise<unknown>,
): Command {
  const vmSchema = z.object({ vmid: z.int() });
  const schema = z.object(shape);
  return (control, body) => run(control, { ...schema.parse(body), ...vmSchema.parse(body) });
}

function onNode<Shape extends z.ZodRawShape>(
  shape: Shape,
  run: (control: SimulatorControl, body: z.infer<z.ZodObject<Shape>> & { node: string }) => Promise<unknown>,
): Command {
  const nodeSchema = z.object({ node: z.string() });
  const schema = z.object(shape);
  return (control, body) => run(control, { ...schema.parse(body), ...nodeSchema.parse(body) });
}

const nothing = z.object({});
/** Nobody could end an outage from outside. */
const remoteOutageSchema = outageSchema.required();

const wireCommands: readonly [string, Command][] = [
  ['addFault', command(faultSchema, (control, body) => control.addFault(body))],
  ['clearFaults', command(nothing, (control) => control.clearFaults())],
  ['refuseConnections', command(remoteOutageSchema, (control, body) => control.refuseConnections(body))],
  ['acceptConnections', command(nothing, (control) => control.acceptConnections())],
  ['setDaemonHung', command(z.object({ hung: z.boolean() }), (control, body) => control.setDaemonHung(body.hung))],
  ['failTask', command(taskFailureSchema, (control, body) => control.failTask(body))],
  ['hangTask', command(taskMatchSchema, (control, body) => control.hangTask(body))],
  ['vanishTask', command(taskMatchSchema, (control, body) => control.vanishTask(body))],
  ['forgetTasks', command(taskFilterSchema, (control, body) => control.forgetTasks(body))],
];

const guestCommands: readonly [string, Command][] = [
  ['createVm', command(newVmSchema, (control, body) => control.createVm(body))],
  ['moveVm', onVm({ node: z.string() }, (control, body) => control.moveVm(body.vmid, body.node))],
  ['removeVm', onVm({}, (control, body) => control.removeVm(body.vmid))],
  ['renameVm', onVm({ name: z.string() }, (control, body) => control.renameVm(body.vmid, body.name))],
  ['retagVm', onVm({ tags: z.array(z.string()) }, (control, body) => control.retagVm(body.vmid, body.tags))],
  ['convertVm', onVm({}, (control, body) => control.convertVm(body.vmid))],
  ['resizeVm', onVm({ size: vmSizeSchema }, (control, body) => control.resizeVm(body.vmid, body.size))],
  ['setPool', onVm({ pool: z.string().nullable() }, (control, body) => control.setPool(body.vmid, body.pool))],
  ['updateConfig', onVm({ patch: configPatchSchema }, (control, body) => control.updateConfig(body.vmid, body.patch))],
  ['setPower', onVm({ power: powerStateSchema }, (control, body) => control.setPower(body.vmid, body.power))],
  ['lockVm', onVm({ lock: vmLockSchema.nullable() }, (control, body) => control.lockVm(body.vmid, body.lock))],
  ['setNetwork', onVm({ network: guestNetworkSchema }, (control, body) => control.setNetwork(body.vmid, body.network))],
  ['setHa', onVm({ state: haStateSchema.nullable() }, (control, body) => control.setHa(body.vmid, body.state))],
  [
    'setReplication',
    onVm({ target: z.string().nullable() }, (control, body) => control.setReplication(body.vmid, body.target)),
  ],
  ['holdLockFile', onVm({}, (control, body) => control.holdLockFile(body.vmid))],
  ['releaseLockFile', onVm({}, (control, body) => control.releaseLockFile(body.vmid))],
  [
    'setAgent',
    onVm({ condition: agentConditionSchema }, (control, body) => control.setAgent(body.vmid, body.condition)),
  ],
  [
    'setGuest',
    onVm({ profile: guestProfileSchema, hostName: z.string().optional() }, (control, body) =>
      control.setGuest(body.vmid, body.profile, body.hostName),
    ),
  ],
];

const clusterCommands: readonly [string, Command][] = [
  ['setQuorum', command(z.object({ quorate: z.boolean() }), (control, body) => control.setQuorum(body.quorate))],
  ['setNodeOnline', onNode({ online: z.boolean() }, (control, body) => control.setNodeOnline(body.node, body.online))],
  ['setNodeHung', onNode({ hung: z.boolean() }, (control, body) => control.setNodeHung(body.node, body.hung))],
  [
    'setNodeMaintenance',
    onNode({ maintenance: z.boolean() }, (control, body) => control.setNodeMaintenance(body.node, body.maintenance)),
  ],
  ['removeNode', onNode({}, (control, body) => control.removeNode(body.node))],
  ['setClockSkew', onNode({ skewMs: z.number() }, (control, body) => control.setClockSkew(body.node, body.skewMs))],
  [
    'setStorageFull',
    command(z.object({ storage: z.string(), full: z.boolean() }), (control, body) =>
      control.setStorageFull(body.storage, body.full),
    ),
  ],
];

const storageCommands: readonly [string, Command][] = [
  ['addVolume', command(newVolumeSchema, (control, body) => control.addVolume(body))],
  [
    'holdVolume',
    command(z.object({ volid: z.string(), held: z.boolean() }), (control, body) =>
      control.holdVolume(body.volid, body.held),
    ),
  ],
];

const sessionCommands: readonly [string, Command][] = [
  ['setTiming', command(timingOverridesSchema, (control, body) => control.setTiming(body))],
  ['snapshot', command(nothing, (control) => control.snapshot())],
  ['requests', command(nothing, (control) => control.requests())],
  ['clearRequests', command(nothing, (control) => control.clearRequests())],
  ['stats', command(nothing, (control) => control.stats())],
];

const commands: ReadonlyMap<string, Command> = new Map([
  ...wireCommands,
  ...guestCommands,
  ...clusterCommands,
  ...storageCommands,
  ...sessionCommands,
]);

export interface ControlAnswer {
  readonly status: 200 | 400 | 404;
  readonly body: string;
}

export async function runCommand(control: SimulatorControl, name: string, text: string): Promise<ControlAnswer> {
  const chosen = commands.get(name);
  if (chosen === undefined) return { status: 404, body: JSON.stringify({ error: `no command '${name}'` }) };
  try {
    const result = (await chosen(control, JSON.parse(text === '' ? '{}' : text))) ?? null;
    return { status: 200, body: JSON.stringify({ result }) };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { status: 400, body: JSON.stringify({ error: reason }) };
  }
}
