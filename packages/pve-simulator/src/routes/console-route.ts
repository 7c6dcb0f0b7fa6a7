/**
 * `POST …/vncproxy`: a port and a ticket for a console. Nothing listens on that port: the websocket that would connect
 * to it is a 501, and the task waits for it in vain.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
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
  const { cluster, principal } = call;
  const vm = requireGuest(call);
  const time = cluster.secondsAt(vm.node).toString(16).toUpperCase();
  const ticket = `PVEVNC:${time}::${randomBytes(256).toString('base64')}`;
  const password = randomPassword();
  const upid = call.tasks.start({ job: { kind: 'console', vmid: vm.vmid }, node: vm.node, principal });
  const secrets = cluster.majorVersion >= 9 ? { ticket: `${password}:${ticket}`, password } : { ticket };
  const cert = certificateOf(cluster.seed.name);
  return { data: { upid, user: principal.authId, port: String(firstPort + (vm.vmid % ports)), cert, ...secrets } };
}

export const consoleRoute: Route = route('POST /nodes/{node}/qemu/{vmid}/vncproxy', {
  protected: true,
  permission: privileges('/vms/{vmid}', 'VM.Console'),
  takes: { websocket: optionalFlag, 'generate-password': optionalFlag },
  handle: openConsole,
});
