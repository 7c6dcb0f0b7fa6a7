import { type HypervisorErrorCode, hypervisorErrorCodes } from '@portal/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOfText, type Failure, toHypervisorError } from './errors.ts';

const refused = (status: number, text = '', fields: Record<string, string> = {}): Failure => ({
  kind: 'refused',
  status,
  text,
  fields,
});
const codeOf = (failure: Failure): HypervisorErrorCode => toHypervisorError('POST', '/x', failure).code;

describe('a refusal’s text, in an answer and as a task’s exit, means', () => {
  const table: readonly (readonly [string, HypervisorErrorCode])[] = [
    ["Configuration file 'nodes/pve1/qemu-server/12345.conf' does not exist", 'guest_missing'],
    ["no such VM ('105')", 'guest_missing'],
    ["volume 'local:105/vm-105-disk-0.qcow2' does not exist", 'rejected'],
    ["storage 'nostore' does not exist", 'rejected'],
    ["snapshot 'nosnap' does not exist", 'snapshot_missing'],
    ["snapshot name 'snap1' already used", 'snapshot_taken'],
    ['unable to create VM 102: config file already exists', 'vmid_taken'],
    ['VM 9000 already exists', 'vmid_taken'],
    ["unable to create VM 102 - CT 102 already exists on node 'pve2'", 'vmid_taken'],
    ["can't lock file '/var/lock/qemu-server/lock-105.conf' - got timeout", 'locked'],
    ['VM is locked (clone)', 'locked'],
    ['VM is locked (snapshot)', 'locked'],
    ["cfs-lock 'file-user_cfg' error: got lock request timeout", 'locked'],
    ['VM 9000 is running - destroy failed', 'guest_running'],
    ['VM 9000 already running', 'guest_running'],
    ["you can't convert a VM to template if VM is running", 'guest_running'],
    ['VM 9000 not running', 'guest_not_running'],
    ['VM 9000 is not running', 'guest_not_running'],
    ['QEMU guest agent is not running', 'agent_unavailable'],
    ['No QEMU guest agent configured', 'agent_unavailable'],
    ["VM 310 qmp command 'guest-network-get-interfaces' failed - got timeout", 'agent_unavailable'],
    ["can't remove VM 300 - protection mode enabled", 'protected'],
    ['cluster not ready - no quorum?', 'no_quorum'],
    ["create pool failed: cfs-lock 'file-user_cfg' error: no quorum!", 'no_quorum'],
    ["unable to open file '/etc/pve/nodes/pve1/qemu-server/105.conf.tmp.65' - Permission denied", 'no_quorum'],
    ['clone failed: copy failed: write failed: No space left on device', 'storage_full'],
    [
      'lvcreate error: Cannot create new thin volume, free space in thin pool pve/data reached threshold.',
      'storage_full',
    ],
    ["zero out finished (note: 'No space left on device' is ok here): exit code 1", 'rejected'],
    ['balloon value too large (must be smaller than assigned memory)', 'balloon_above_memory'],
    ['lvcreate error: Volume group "pve" has insufficient free space (100 extents): 5120 required.', 'storage_full'],
    ["zfs error: cannot create 'rpool/data/vm-105-disk-0': out of space", 'storage_full'],
    ["hostname lookup 'nonode' failed - failed to get address info for: nonode", 'unreachable'],
    ["only root can set 'args' config", 'forbidden'],
    ['SSH public key validation error', 'invalid_request'],
    ["you can't start a vm if it's a template", 'rejected'],
    ['checksum mismatch (file change by other user?)', 'config_changed'],
    ['detected modified configuration - file changed by other user? Try again.', 'config_changed'],
    ['VM is paused - cannot shutdown', 'guest_paused'],
    ['VM quit/powerdown failed - got timeout', 'guest_unresponsive'],
    ['VM quit/powerdown failed', 'guest_unresponsive'],
    ['received interrupt', 'rejected'],
    ['unexpected status', 'rejected'],
    ['', 'rejected'],
  ];

  test.each(table)('“%s”: %s', (text, code) => {
    expect(codeOfText(text)).toBe(code);
    expect(codeOf(refused(500, text))).toBe(code);
  });
});

describe('a status', () => {
  const table: readonly (readonly [number, string, Record<string, string>, HypervisorErrorCode, boolean])[] = [
    [400, 'Parameter verification failed.', { name: 'invalid format' }, 'invalid_request', false],
    [400, 'Parameter verification failed.', { vmid: 'VM 9000 already exists' }, 'vmid_taken', false],
    [400, 'Parameter verification failed.', { upid: 'no such task' }, 'task_missing', false],
    [400, '', {}, 'invalid_request', false],
    [401, 'Authentication failed!', {}, 'unauthenticated', false],
    [401, 'No ticket', {}, 'unauthenticated', false],
    [403, 'Permission check failed (/vms/12345, VM.Audit)', {}, 'forbidden', false],
    [403, 'Permission check failed', {}, 'forbidden', false],
    [404, 'Not Found', {}, 'rejected', false],
    [413, 'Payload Too Large', {}, 'invalid_request', false],
    [501, "Method 'GET /nosuch' not implemented", {}, 'rejected', false],
    [501, 'for data too large', {}, 'invalid_request', false],
    [506, "upload 'Content-Type 'text/plain' not implemented", {}, 'invalid_request', false],
    [502, 'Bad Gateway', {}, 'unreachable', true],
    [503, 'Service Unavailable', {}, 'unreachable', true],
    [520, 'Web Server Returned an Unknown Error', {}, 'unreachable', true],
    [504, 'Gateway Timeout', {}, 'deadline', true],
    [595, 'No route to host', {}, 'unreachable', false],
    [596, 'Connection timed out', {}, 'deadline', true],
    [597, 'Broken pipe', {}, 'unreachable', true],
    [598, 'User aborted', {}, 'unreachable', true],
    [599, 'Too many redirections', {}, 'unreachable', true],
  ];

  test.each(table)('%i %s %j: %s, maybe done: %s', (status, text, fields, code, maybeDone) => {
    const error = toHypervisorError('POST', '/x', refused(status, text, fields));
    expect({ code: error.code, maybeDone: error.maybeDone }).toEqual({ code, maybeDone });
  });
});

describe('a broken exchange', () => {
  const table: readonly (readonly [Failure, HypervisorErrorCode, boolean])[] = [
    [{ kind: 'notSent', because: 'unreachable', cause: null }, 'unreachable', false],
    [{ kind: 'notSent', because: 'untrusted', cause: null }, 'untrusted', false],
    [{ kind: 'notSent', because: 'timeout', cause: null }, 'deadline', false],
    [{ kind: 'notSent', because: 'aborted', cause: null }, 'deadline', false],
    [{ kind: 'lost', because: 'connection', cause: null }, 'unreachable', true],
    [{ kind: 'lost', because: 'timeout', cause: null }, 'deadline', true],
    [{ kind: 'lost', because: 'aborted', cause: null }, 'deadline', true],
    [{ kind: 'unreadable', detail: 'a page' }, 'unreadable_answer', true],
  ];

  test.each(table)('%j: %s, an action maybe done: %s, a read never', (failure, code, maybeDone) => {
    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
      const error = toHypervisorError(method, '/x', failure);
      expect({ code: error.code, maybeDone: error.maybeDone }).toEqual({ code, maybeDone });
    }
    expect(toHypervisorError('GET', '/x', failure).maybeDone).toBe(false);
  });
});

test('every status and text has a code, and a message of bounded length', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 999 }), fc.string({ maxLength: 5000 }), (status, text) => {
      const error = toHypervisorError('DELETE', '/nodes/pve1/qemu/100', refused(status, text));
      expect(hypervisorErrorCodes).toContain(error.code);
      expect(error.message.length).toBeLessThan(1200);
    }),
  );
});

test('the message keeps PVE’s words and the field that is wrong; which request it was stands beside it', () => {
  const failure = refused(400, 'Parameter verification failed.\n', { name: 'not a valid DNS name\n' });
  expect(toHypervisorError('POST', '/nodes/pve1/qemu/9000/clone', failure)).toMatchObject({
    message: 'Parameter verification failed. name: not a valid DNS name',
    reason: {
      code: 'pve_invalid_request',
      params: { pveMessage: 'Parameter verification failed. name: not a valid DNS name' },
    },
    call: 'POST /nodes/pve1/qemu/9000/clone, status 400',
  });
});
