// Every recorded answer of a real PVE to a call that the adapter makes, served again over HTTP.
import { createServer, type Server } from 'node:http';
import { type Hypervisor, HypervisorError } from '@portal/domain';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type ClusterInspector, createProxmoxHypervisor, createProxmoxInspector } from '../src/index.ts';
import { taskStateOf } from '../src/tasks.ts';
import { taskStatus } from '../src/wire.ts';
import { createRecordingLog } from './recording-log.ts';
import { absence, type Recording, readRecordings } from './reference.ts';

const guest = { node: 'pve1', vmid: 9000 };
const upid = 'UPID:pve1:000002AB:00049FA8:6B02AF15:qmclone:9000:portal@pve!portal:';
const cloneRequest = { source: guest, vmid: 105, name: 'a', description: 'b', pool: 'c', target: null, full: null };
const configuration = { cores: 1, memoryMiB: 512, balloonMiB: null, tags: ['portal'], cloudInit: null };

interface Adapters {
  readonly pve: Hypervisor;
  readonly inspector: ClusterInspector;
}

/** Which method of the port or of the inspector makes a recorded request, by method and path. */
const calls: readonly (readonly [RegExp, (adapters: Adapters, signal: AbortSignal) => Promise<unknown>])[] = [
  [/^GET \/version$/, ({ pve }, signal) => pve.version(signal)],
  [/^GET \/cluster\/status$/, ({ pve }, signal) => pve.clusterStatus(signal)],
  [/^GET \/cluster\/resources$/, ({ pve }, signal) => pve.observe(signal)],
  [/^GET \/cluster\/nextid$/, ({ pve }, signal) => pve.nextId(signal)],
  [/^GET \/nodes\/\w+\/qemu\/\d+\/status\/current$/, ({ pve }, signal) => pve.guestStatus(guest, signal)],
  [/^GET \/nodes\/\w+\/qemu\/\d+\/config$/, ({ pve }, signal) => pve.guestConfig(guest, signal)],
  [/^GET .*\/agent\/network-get-interfaces$/, ({ pve }, signal) => pve.guestInterfaces(guest, signal)],
  [/^POST .*\/clone$/, ({ pve }, signal) => pve.clone(cloneRequest, signal)],
  [/^PUT .*\/qemu\/\d+\/config$/, ({ pve }, signal) => pve.configure(guest, configuration, signal)],
  [/^PUT .*\/resize$/, ({ pve }, signal) => pve.resize(guest, 'scsi0', 2, signal)],
  [/^POST .*\/status\/start$/, ({ pve }, signal) => pve.start(guest, signal)],
  [/^POST .*\/status\/stop$/, ({ pve }, signal) => pve.stop(guest, signal)],
  [/^POST .*\/status\/shutdown$/, ({ pve }, signal) => pve.shutdown(guest, 60, signal)],
  [/^POST .*\/status\/reboot$/, ({ pve }, signal) => pve.reboot(guest, 60, signal)],
  [/^POST .*\/status\/reset$/, ({ pve }, signal) => pve.reset(guest, signal)],
  [/^POST .*\/status\/suspend$/, ({ pve }, signal) => pve.suspend(guest, signal)],
  [/^POST .*\/status\/resume$/, ({ pve }, signal) => pve.resume(guest, signal)],
  [/^POST .*\/snapshot$/, ({ pve }, signal) => pve.createSnapshot(guest, 'snap1', '', signal)],
  [/^GET .*\/agent\/get-host-name$/, ({ pve }, signal) => pve.guestHostName(guest, signal)],
  [/^GET \/access\/permissions$/, ({ inspector }, signal) => inspector.permissions(signal)],
  [/^GET \/nodes$/, ({ inspector }, signal) => inspector.nodes(signal)],
  [/^GET \/nodes\/\w+\/storage$/, ({ inspector }, signal) => inspector.storages('pve1', signal)],
  [/^GET \/pools\/students$/, ({ inspector }, signal) => inspector.pool('students', signal)],
  [/^DELETE \/nodes\/\w+\/qemu\/\d+$/, ({ pve }, signal) => pve.destroy(guest, signal)],
  [/^GET .*\/tasks\/[^/]+\/status$/, ({ pve }, signal) => pve.task(upid, signal)],
  [/^GET .*\/tasks\/[^/]+\/log$/, ({ pve }, signal) => pve.taskLog(upid, 50, signal)],
  [/^GET \/nodes\/\w+\/tasks$/, ({ pve }, signal) => pve.tasks({ ...guest, since: new Date(0) }, signal)],
];

const callOf = ({ request }: Recording) => {
  const path = request.path.replace('/api2/json', '').replace(/\?.*$/, '');
  return calls.find(([pattern]) => pattern.test(`${request.method} ${path}`))?.[1];
};

const serve = async (): Promise<{ server: Server; url: string; answer(recording: Recording): void }> => {
  let current: Recording | null = null;
  const server = createServer((request, response) => {
    request.resume();
    const { status, reason, contentType, body } = current?.response ?? { status: 500, reason: 'none', body: '' };
    response.writeHead(status, reason, contentType ? { 'content-type': contentType } : {});
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    answer(recording) {
      current = recording;
    },
  };
};

test('every answer is read: a success as a value, a refusal as a code that fits its status', async (context) => {
  const recordings = readRecordings();
  if (recordings === null) return context.skip(absence);
  const { server, url, answer } = await serve();
  const options = {
    ...{ url, tokenId: 'a@pve!b', tokenSecret: 'c', tls: { kind: 'system' as const }, log: createRecordingLog() },
    limits: { maxAttempts: 1, breaker: { failures: 1000, coolDownMs: 0 } },
  };
  const pve = createProxmoxHypervisor(options);
  const inspector = createProxmoxInspector(options);
  const refusals = new Map<string, string>();
  let read = 0;
  for (const recording of recordings) {
    const call = callOf(recording);
    if (call === undefined) continue;
    answer(recording);
    const outcome = await call({ pve, inspector }, AbortSignal.timeout(5000)).catch((error: unknown) => error);
    if (recording.response.status === 200) expect(outcome, JSON.stringify(recording)).not.toBeInstanceOf(Error);
    else if (outcome instanceof HypervisorError)
      refusals.set(`${recording.response.status} ${recording.response.reason}`, outcome.code);
    else throw new Error('expected a HypervisorError', { cause: outcome });
    read += 1;
  }
  await Promise.all([pve.close(), inspector.close()]);
  server.close();
  expect(read).toBeGreaterThan(150);
  const codes = Object.groupBy([...refusals], ([, code]) => code);
  expect(Object.keys(codes).sort()).toMatchInlineSnapshot(`
    [
      "agent_unavailable",
      "config_changed",
      "deadline",
      "forbidden",
      "guest_missing",
      "guest_not_running",
      "guest_running",
      "invalid_request",
      "locked",
      "no_quorum",
      "rejected",
      "snapshot_missing",
      "unauthenticated",
      "unreachable",
      "vmid_taken",
    ]
  `);
  expect(codes.rejected?.map(([text]) => text).sort()).toMatchInlineSnapshot(`
    [
      "500 '"' expected, at character offset 1 (before "bad") at /usr/share/perl5/PVE/APIServer/AnyEvent.pm line 934.",
      "500 Linked clone feature is not supported for 'local:9000/vm-9000-disk-0.qcow2' (scsi0)",
      "500 no such cluster node 'pve2'",
      "500 parameter 'format' not allowed for linked clones",
      "500 parameter 'storage' not allowed for linked clones",
      "500 storage 'nostore' does not exist",
      "501 Unexpected content for method 'DELETE'",
    ]
  `);
});

test('every recorded task ends as PVE says that it did', async (context) => {
  const recordings = readRecordings();
  if (recordings === null) return context.skip(absence);
  const ends = new Map<string, string>();
  for (const { request, response } of recordings) {
    if (response.status !== 200 || !/\/tasks\/[^/]+\/status$/.test(request.path)) continue;
    const { status, exitstatus } = z.object({ data: taskStatus }).parse(response.body).data;
    const state = taskStateOf('', status, exitstatus);
    if (state.state !== 'running') ends.set(state.exitStatus, state.state === 'failed' ? state.reason : state.state);
  }
  expect(Object.fromEntries([...ends].sort())).toMatchInlineSnapshot(`
    {
      "OK": "succeeded",
      "VM 103 already running": "guest_running",
      "VM 9000 already running": "guest_running",
      "base volume 'local:9000/base-9000-disk-0.qcow2' is still in use by linked cloned": "rejected",
      "can't lock file '/var/lock/qemu-server/lock-105.conf' - got timeout": "locked",
      "can't lock file '/var/lock/qemu-server/lock-310.conf' - got timeout": "locked",
      "clone failed: copy failed: command '/usr/bin/qemu-img convert -p -n -f qcow2 -O qcow2 /var/lib/vz/images/9000/base-9000-disk-0.qcow2 zeroinit:/var/lib/vz/images/107/vm-107-disk-0.qcow2' failed: interrupted by signal": "rejected",
      "unable to create VM 102: config file already exists": "vmid_taken",
      "unable to open file '/etc/pve/nodes/pve1/qemu-server/105.conf.tmp.86' - Permission denied": "no_quorum",
      "unable to open file '/etc/pve/nodes/pve1/qemu-server/105.conf.tmp.92' - Permission denied": "no_quorum",
      "volume 'local:105/vm-105-disk-0.qcow2' does not exist": "rejected",
      "you can't start a vm if it's a template": "rejected",
    }
  `);
});
