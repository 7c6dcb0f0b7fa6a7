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
  newVmSchema,
  powerStateSchema,
  timingOverridesSchema,
} from './control-schema.ts';
import type { SimulatorControl } from './simulator-control.ts';

type Command = (control: SimulatorControl, body: unknown) => Promise<unknown>;

function command<Body>(
  schema: z.ZodType<Body>,
  run: (control: SimulatorControl, body: Body) => Promise<unknown>,
): Command {
  return (control, body) => run(control, schema.parse(body));
}

const nothing = z.object({});
const vmid = z.int();

const commands: ReadonlyMap<string, Command> = new Map([
  ['setTiming', command(timingOverridesSchema, (control, body) => control.setTiming(body))],
  ['addFault', command(faultSchema, (control, body) => control.addFault(body))],
  ['failTask', command(taskFailureSchema, (control, body) => control.failTask(body))],
  ['hangTask', command(taskMatchSchema, (control, body) => control.hangTask(body))],
  ['vanishTask', command(taskMatchSchema, (control, body) => control.vanishTask(body))],
  ['clearFaults', command(nothing, (control) => control.clearFaults())],
  ['moveVm', command(z.object({ vmid, node: z.string() }), (control, body) => control.moveVm(body.vmid, body.node))],
  ['removeVm', command(z.object({ vmid }), (control, body) => control.removeVm(body.vmid))],
  [
    'setPower',
    command(z.object({ vmid, power: powerStateSchema }), (control, body) => control.setPower(body.vmid, body.power)),
  ],
  [
    'updateConfig',
    command(z.object({ vmid, patch: configPatchSchema }), (control, body) =>
      control.updateConfig(body.vmid, body.patch),
    ),
  ],
  ['createVm', command(newVmSchema, (control, body) => control.createVm(body))],
  ['setQuorum', command(z.object({ quorate: z.boolean() }), (control, body) => control.setQuorum(body.quorate))],
  [
    'setNodeOnline',
    command(z.object({ node: z.string(), online: z.boolean() }), (control, body) =>
      control.setNodeOnline(body.node, body.online),
    ),
  ],
  [
    'setAgent',
    command(z.object({ vmid, condition: agentConditionSchema }), (control, body) =>
      control.setAgent(body.vmid, body.condition),
    ),
  ],
  ['snapshot', command(nothing, (control) => control.snapshot())],
  ['requests', command(nothing, (control) => control.requests())],
  ['clearRequests', command(nothing, (control) => control.clearRequests())],
  ['stats', command(nothing, (control) => control.stats())],
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
