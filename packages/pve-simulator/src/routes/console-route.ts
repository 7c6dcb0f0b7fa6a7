/**
 * `POST …/vncproxy` and `POST …/termproxy`: a port and a ticket for a VM's screen or serial port, and a task that waits for somebody
 * to connect. `GET …/vncwebsocket` checks the ticket; the server then makes a websocket of the request.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Vm } from '../cluster/cluster-state.ts';
import type { ConsoleEnd } from '../console/open-consoles.ts';
import { ApiError } from '../http/api-error.ts';
import { optionalFlag } from '../http/parameter-formats.ts';
import { type Answer, type Call, privileges, type Route, route } from '../http/route.ts';
import { requireGuest } from './guest-access.ts';

const firstPort = 5900;
const ports = 100;
const printable = { first: 33, last: 126 };

function randomPassword(): string {
  const codes = Array.from({ length: 8 }, () => randomInt(printable.first, printable.last + 1));
  return String.fromCharCode(...codes);
}

function certificateOf(cluster: string): string {
  const body = createHash('sha512').update(`certificate of the simulated cluster ${cluster}`).digest('base64');
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

function signedTicket({ cluster }: Call, { node }: Vm): string {
  const time = cluster.secondsAt(node).toString(16).toUpperCase();
  return `PVEVNC:${time}::${randomBytes(256).toString('base64')}`;
}

function keptOpen(call: Call, vm: Vm, console: { readonly ticket: string; readonly end: ConsoleEnd }) {
  const { vmid, node } = vm;
  const { authId } = call.principal;
  const upid = call.tasks.start({ job: { kind: 'console', vmid }, node, principal: call.principal });
  const port = firstPort + (vmid % ports);
  call.consoles.add({ vmid, port, authId, upid, ...console });
  return { upid, user: authId, port: String(port), ticket: console.ticket };
}

/** Since qemu-server 9.1.7 the ticket begins with a password of its own; before, the ticket was the password. */
function openScreen(call: Call): Answer {
  const { cluster, vncServer } = call;
  const vm = requireGuest(call);
  const signed = signedTicket(call, vm);
  const hasPassword = cluster.majorVersion >= 9;
  const password = hasPassword ? (vncServer?.password ?? randomPassword()) : signed;
  const ticket = hasPassword ? `${password}:${signed}` : signed;
  const cert = certificateOf(cluster.seed.name);
  const opened = keptOpen(call, vm, { ticket, end: { kind: 'vnc', password } });
  return { data: { ...opened, cert, ...(hasPassword ? { password } : {}) } };
}

/** Before qemu-server 9.1.7, whoever signs in to a terminal has to be a user: an API token opens one, and is refused there. */
function openTerminal(call: Call): Answer {
  const vm = requireGuest(call);
  const serial = call.parameters.optionalText('serial') ?? null;
  const isRefused = call.cluster.majorVersion < 9 && call.principal.authId.includes('!');
  return { data: keptOpen(call, vm, { ticket: signedTicket(call, vm), end: { kind: 'terminal', serial, isRefused } }) };
}

function admitWebsocket({ consoles, parameters, principal }: Call): Answer {
  const [vmid, port] = [parameters.integer('vmid'), parameters.integer('port')];
  const found = consoles.find({ vmid, port, authId: principal.authId, ticket: parameters.text('vncticket') });
  if (found !== null) return { data: { port: String(port) } };
  throw new ApiError({ status: 401, message: 'permission denied - invalid PVEVNC ticket\n', form: 'json' });
}

const permission = privileges('/vms/{vmid}', 'VM.Console');

export const consoleRoutes: readonly Route[] = [
  route('POST /nodes/{node}/qemu/{vmid}/vncproxy', {
    protected: true,
    permission,
    takes: { websocket: optionalFlag, 'generate-password': optionalFlag },
    handle: openScreen,
  }),
  route('POST /nodes/{node}/qemu/{vmid}/termproxy', {
    protected: true,
    permission,
    takes: { serial: { type: 'string', optional: true, enum: ['serial0', 'serial1', 'serial2', 'serial3'] } },
    handle: openTerminal,
  }),
  route('GET /nodes/{node}/qemu/{vmid}/vncwebsocket', {
    permission,
    takes: {
      port: { type: 'integer', minimum: 5900, maximum: 5999 },
      vncticket: { type: 'string', maxLength: 512 },
    },
    handle: admitWebsocket,
  }),
];
