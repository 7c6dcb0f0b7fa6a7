/**
 * `POST /simulator/<command>` with the arguments as a JSON array. Answers are `{"result": …}` or `{"error": text}` with
 * 400; a caller without the cluster's API token gets 401.
 */
import { z } from 'zod';
import { type CommandName, commands, type SimulatorControl } from './control-commands.ts';
import { outageSchema } from './control-schema.ts';

const boundedOutage = z.tuple([outageSchema.required()], 'give forMs: from outside nobody could end the outage');
const remoteOutage = { ...commands.refuseConnections, arguments: boundedOutage };
const remoteCommands: typeof commands = { ...commands, refuseConnections: remoteOutage };

export interface ControlAnswer {
  readonly status: 200 | 400 | 404;
  readonly body: string;
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

function run<Name extends CommandName>(control: SimulatorControl, name: Name, given: unknown): Promise<unknown> {
  return control[name](...remoteCommands[name].arguments.parse(given));
}

export async function runCommand(control: SimulatorControl, name: string, text: string): Promise<ControlAnswer> {
  if (!isCommand(name)) return { status: 404, body: JSON.stringify({ error: `no command '${name}'` }) };
  try {
    const result = (await run(control, name, JSON.parse(text))) ?? null;
    return { status: 200, body: JSON.stringify({ result }) };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { status: 400, body: JSON.stringify({ error: reason }) };
  }
}
