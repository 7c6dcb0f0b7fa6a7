/**
 * Evaluates a route's permission as PVE does before it looks at parameters: a single check that fails names its path
 * and privilege, an `or` that fails says no more than that it failed.
 */
import type { AccessControl, Principal } from '../cluster/access-control.ts';
import { permissionError } from './api-error.ts';
import type { RawParameters } from './request-parameters.ts';
import type { PermissionCheck } from './route.ts';

type PrivilegeCheck = Extract<PermissionCheck, { kind: 'privileges' }>;

interface Caller {
  readonly access: AccessControl;
  readonly principal: Principal;
  readonly parameters: RawParameters;
}

function pathOf(check: PrivilegeCheck, parameters: RawParameters): string {
  return check.path.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters.get(name) ?? ''));
}

function isAllowed(check: PermissionCheck, caller: Caller): boolean {
  if (check.kind === 'everybody' || check.kind === 'world') return true;
  if (check.kind === 'self') return caller.principal.authId === caller.parameters.get('userid');
  if (check.kind === 'userGroup') {
    const held = caller.access.privileges(caller.principal, '/access/groups');
    return check.privileges.some((name) => held.has(name));
  }
  if (check.kind === 'and') return check.checks.every((part) => isAllowed(part, caller));
  if (check.kind === 'or') return check.checks.some((part) => isAllowed(part, caller));
  if (check.requires !== undefined && caller.parameters.get(check.requires) === undefined) return false;
  const held = caller.access.privileges(caller.principal, pathOf(check, caller.parameters));
  return check.any === true
    ? check.privileges.some((name) => held.has(name))
    : check.privileges.every((name) => held.has(name));
}

export function assertPermission(check: PermissionCheck, caller: Caller): void {
  if (check.kind === 'and') {
    for (const part of check.checks) assertPermission(part, caller);
    return;
  }
  if (isAllowed(check, caller)) return;
  if (check.kind !== 'privileges') throw permissionError();
  const separator = check.any === true ? '|' : ', ';
  throw permissionError(`${pathOf(check, caller.parameters)}, ${check.privileges.join(separator)}`);
}

/** A check inside a call, with the same text. */
export function assertPrivilege(caller: Omit<Caller, 'parameters'>, path: string, privilege: string): void {
  if (!caller.access.may(caller.principal, path, privilege)) throw permissionError(`${path}, ${privilege}`);
}
