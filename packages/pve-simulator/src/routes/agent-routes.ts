/** The guest agent: what a guest answers once it is up, and the three ways in which PVE says that it does not. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Vm } from '../cluster/cluster-state.ts';
import { guestResponds, settleGuest } from '../cluster/guest-boot.ts';
import { agentEnabled } from '../cluster/vm-configuration.ts';
import { dieError } from '../http/api-error.ts';
import type { ParameterRule } from '../http/parameter-schema.ts';
import {
  type Answer,
  anyPrivilege,
  type Call,
  type PermissionCheck,
  privileges,
  type Route,
  route,
} from '../http/route.ts';
import { requireGuest } from './guest-access.ts';
import { isWindows, networkInterfaces, nonsenseInterfaces } from './guest-network.ts';

/** Order of complaints as in PVE: no agent configured, VM off, agent silent (after its time-out). */
async function requireAgent(call: Call): Promise<Vm> {
  const vm = requireGuest(call);
  if (!agentEnabled(vm)) throw dieError('No QEMU guest agent configured');
  if (vm.power === 'stopped') throw dieError(`VM ${vm.vmid} is not running`);
  const now = Date.now();
  settleGuest(vm, now);
  if (vm.agent !== 'absent' && guestResponds(vm, now)) return vm;
  await delay(call.cluster.timing.agentTimeoutMs, undefined, { ref: false });
  throw dieError('QEMU guest agent is not running');
}

interface AgentAnswers {
  readonly result: (vm: Vm) => unknown;
  /** What an agent gone mad answers instead. */
  readonly nonsense: unknown;
}

function answering(answers: AgentAnswers): Route['handle'] {
  return async (call) => {
    const vm = await requireAgent(call);
    return { data: { result: vm.agent === 'nonsense' ? answers.nonsense : answers.result(vm) } };
  };
}

const linuxSystem = { 'kernel-release': '6.12.0', 'kernel-version': '#1 SMP PREEMPT_DYNAMIC', machine: 'x86_64' };
const windowsSystem = {
  ...{ id: 'mswindows', name: 'Microsoft Windows', 'pretty-name': 'Windows 11 Pro', version: 'Microsoft Windows 11' },
  ...{ 'version-id': '11', variant: 'client', 'variant-id': 'client', machine: 'x86_64' },
  ...{ 'kernel-release': '26100', 'kernel-version': '10.0' },
};

const questions: readonly { readonly name: string; readonly method: 'GET' | 'POST'; readonly answers: AgentAnswers }[] =
  [
    { name: 'ping', method: 'POST', answers: { result: () => ({}), nonsense: 'pong?' } },
    {
      name: 'network-get-interfaces',
      method: 'GET',
      answers: { result: networkInterfaces, nonsense: nonsenseInterfaces },
    },
    {
      name: 'get-host-name',
      method: 'GET',
      answers: { result: (vm) => ({ 'host-name': vm.guest.hostName }), nonsense: { 'host-name': [4711] } },
    },
    {
      name: 'get-osinfo',
      method: 'GET',
      answers: { result: (vm) => (isWindows(vm) ? windowsSystem : linuxSystem), nonsense: 'MS-DOS' },
    },
    { name: 'get-users', method: 'GET', answers: { result: () => [], nonsense: { user: null } } },
  ];

/** Commands are not run: `echo` prints what it is given, and everything else is not found, as on a bare guest. */
async function exec(call: Call): Promise<Answer> {
  const vm = await requireAgent(call);
  const [program = '', ...args] = call.parameters.list('command');
  if (!/(?:^|\/)echo$/.test(program)) {
    throw dieError(`Agent error: Guest agent command failed, error was 'Failed to execute child process "${program}"'`);
  }
  return { data: { pid: call.guestProcesses.start(vm.vmid, `${args.join(' ')}\n`) } };
}

async function execStatus(call: Call): Promise<Answer> {
  const vm = await requireAgent(call);
  const pid = call.parameters.integer('pid');
  const output = call.guestProcesses.outputOf(vm.vmid, pid);
  if (output === undefined) throw dieError(`Agent error: PID ${pid} does not exist`);
  return { data: { exited: 1, exitcode: 0, 'out-data': output, 'out-truncated': 0 } };
}

/** Any user will do: which ones the guest has, only the guest knows. */
async function setUserPassword(call: Call): Promise<Answer> {
  const vm = await requireAgent(call);
  const { parameters } = call;
  vm.passwords = { ...vm.passwords, [parameters.text('username')]: parameters.text('password') };
  return { data: { result: {} } };
}

interface AgentRights {
  readonly audit: PermissionCheck;
  readonly unrestricted: PermissionCheck;
}

function agentRights(majorVersion: number): AgentRights {
  const monitor = privileges('/vms/{vmid}', 'VM.Monitor');
  if (majorVersion < 9) return { audit: monitor, unrestricted: monitor };
  return {
    audit: anyPrivilege('/vms/{vmid}', 'VM.GuestAgent.Audit', 'VM.GuestAgent.Unrestricted'),
    unrestricted: privileges('/vms/{vmid}', 'VM.GuestAgent.Unrestricted'),
  };
}

const commandRule: ParameterRule = { type: 'array' };
const inputRule: ParameterRule = { type: 'string', optional: true, maxLength: 64 * 1024 };

export function agentRoutes(majorVersion: number): readonly Route[] {
  const agent = '/nodes/{node}/qemu/{vmid}/agent';
  const rights = agentRights(majorVersion);
  return [
    ...questions.map(
      ({ name, method, answers }): Route =>
        route(`${method} ${agent}/${name}`, { protected: true, permission: rights.audit, handle: answering(answers) }),
    ),
    route(`POST ${agent}/exec`, {
      protected: true,
      permission: rights.unrestricted,
      takes: { command: commandRule, 'input-data': inputRule },
      handle: exec,
    }),
    route(`POST ${agent}/set-user-password`, {
      protected: true,
      permission: rights.unrestricted,
      takes: {
        username: { type: 'string' },
        password: { type: 'string', minLength: 5, maxLength: 1024 },
        crypted: { type: 'boolean', optional: true },
      },
      handle: setUserPassword,
    }),
    route(`GET ${agent}/exec-status`, {
      protected: true,
      permission: rights.unrestricted,
      takes: { pid: { type: 'integer' } },
      handle: execStatus,
    }),
  ];
}
