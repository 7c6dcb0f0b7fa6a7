/**
 * A call of the API: its method and path template, who may make it, what it takes, and what it does. Routes are data
 * plus one function, so that the table of them can be listed, matched and tested without a server.
 */
import type { AccessControl, Principal } from '../cluster/access-control.ts';
import type { Broadcast } from '../cluster/broadcast.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { GuestProcesses } from '../cluster/guest-processes.ts';
import type { OpenConsoles, RealVncServer } from '../console/open-consoles.ts';
import type { TaskEngine } from '../tasks/task-engine.ts';
import type { VmLocks } from '../tasks/vm-locks.ts';
import type { Daemon, NodeDaemons } from './daemon.ts';
import { pathRules } from './parameter-formats.ts';
import type { CallParameters, ParameterRule, ParameterSchema } from './parameter-schema.ts';

export interface Services {
  readonly cluster: Cluster;
  readonly access: AccessControl;
  readonly broadcast: Broadcast;
  readonly locks: VmLocks;
  readonly tasks: TaskEngine;
  readonly guestProcesses: GuestProcesses;
  readonly daemon: Daemon;
  readonly nodeDaemons: NodeDaemons;
  readonly consoles: OpenConsoles;
  /** Null where each VM has a drawn screen. */
  readonly vncServer: RealVncServer | null;
}

export interface Call extends Services {
  readonly principal: Principal;
  readonly parameters: CallParameters;
}

export interface Answer {
  readonly data: unknown;
  /** For lists that PVE counts. */
  readonly total?: number;
}

export type PermissionCheck =
  | { readonly kind: 'everybody' }
  /** Without any credentials. */
  | { readonly kind: 'world' }
  /** The user that the call is about, logged in. */
  | { readonly kind: 'self' }
  /** Who may manage the user that the call is about. */
  | { readonly kind: 'userGroup'; readonly privileges: readonly string[]; readonly groups?: 'update' }
  /** All of the privileges at a path template, or any of them. */
  | {
      readonly kind: 'privileges';
      readonly path: string;
      readonly privileges: readonly string[];
      readonly any?: boolean;
      /** The check counts as failed when this parameter is absent. */
      readonly requires?: string;
    }
  | { readonly kind: 'and'; readonly checks: readonly PermissionCheck[] }
  | { readonly kind: 'or'; readonly checks: readonly PermissionCheck[] };

interface RouteParts {
  /** Handled by pvedaemon rather than by the proxy itself: a daemon that hangs takes these along. */
  readonly protected?: true;
  /** What a token cannot do, whatever its rights. */
  readonly allowToken?: false;
  readonly permission: PermissionCheck;
  handle(call: Call): Answer | Promise<Answer>;
}

export interface Route extends RouteParts {
  readonly method: string;
  readonly path: string;
  readonly parameters: ParameterSchema;
}

interface RouteOptions extends RouteParts {
  /** What the call takes beside the names in its path. */
  readonly takes?: ParameterSchema['rules'];
  readonly ruleFor?: ParameterSchema['ruleFor'];
}

/** What a name in a path stands for is the same in all of them. */
function rulesOfPath(path: string): [string, ParameterRule][] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => {
    const rule = pathRules[name];
    return rule === undefined ? [] : [[name, rule]];
  });
}

export function route(call: `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`, options: RouteOptions): Route {
  const { takes = {}, ruleFor, ...parts } = options;
  const [method = '', path = ''] = call.split(' ');
  const rules = { ...Object.fromEntries(rulesOfPath(path)), ...takes };
  return { ...parts, method, path, parameters: { rules, ...(ruleFor && { ruleFor }) } };
}

export const everybody: PermissionCheck = { kind: 'everybody' };

export function privileges(path: string, ...names: string[]): PermissionCheck {
  return { kind: 'privileges', path, privileges: names };
}

export function anyPrivilege(path: string, ...names: string[]): PermissionCheck {
  return { kind: 'privileges', path, privileges: names, any: true };
}
