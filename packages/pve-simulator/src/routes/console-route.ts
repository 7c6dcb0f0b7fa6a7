/**
 * `POST …/vncproxy`: a port and a ticket for a console, and a task that waits for somebody to connect. `GET …/vncwebsocket`
 * checks the ticket; the server then makes a websocket of the request.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
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

/** Since PVE 9.1.7 the ticket begins with a password of its own; before, the ticket was the password. */
function openConsole(call: Call): Answer {
  const { cluster, principal, consoles, vncServer } = call;
  const vm = requireGuest(call);
  const { vmid } = vm;
  const time = cluster.secondsAt(vm.node).toString(16).toUpperCase();
  const signed = `PVEVNC:${time}::${randomBytes(256).toString('base64')}`;
  const hasPassword = cluster.majorVersion >= 9;
  const password = hasPassword ? (vncServer?.password ?? randomPassword()) : signed;
  const ticket = hasPassword ? `${password}:${signed}` : signed;
  const upid = call.tasks.start({ job: { kind: 'console', vmid }, node: vm.node, principal });
  const port = firstPort + (vmid % ports);
  consoles.add({ vmid, port, authId: principal.authId, ticket, password, upid });
  const cert = certificateOf(cluster.seed.name);
  const secrets = hasPassword ? { ticket, password } : { ticket };
  return { data: { upid, user: principal.authId, port: String(port), cert, ...secrets } };
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
    handle: openConsole,
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
