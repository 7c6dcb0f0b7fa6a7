/** The control over HTTP, for a test in another process. */
import { z } from 'zod';
import {
  type CommandArguments,
  type CommandName,
  type CommandResults,
  commands,
  type SimulatorControl,
} from './control-commands.ts';

const answerSchema = z.union([z.object({ result: z.unknown() }), z.object({ error: z.string() })]);

export interface RemoteCredentials {
  /** `user@realm!name` */
  readonly tokenId: string;
  readonly tokenSecret: string;
}

export function remoteControl(url: string, credentials: RemoteCredentials): SimulatorControl {
  const authorization = `PVEAPIToken=${credentials.tokenId}=${credentials.tokenSecret}`;
  const send = async <Name extends CommandName>(
    name: Name,
    args: CommandArguments[Name],
  ): Promise<CommandResults[Name]> => {
    const response = await fetch(new URL(`/simulator/${name}`, url), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const answer = answerSchema.parse(await response.json());
    if ('error' in answer) throw new Error(`/simulator/${name}: ${answer.error}`);
    return commands[name].result.parse(answer.result);
  };
  const caller =
    <Name extends CommandName>(name: Name) =>
    (...args: CommandArguments[Name]) =>
      send(name, args);
  const names = Object.keys(commands) as CommandName[];
  return Object.fromEntries(names.map((name) => [name, caller(name)])) as SimulatorControl;
}
