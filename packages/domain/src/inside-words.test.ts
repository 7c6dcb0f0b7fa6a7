import { expect, test } from 'vitest';
import { withoutInsideWords } from './inside-words.ts';

test.each([
  ['The stop failed: VM 5000 qmp command failed', 'The stop failed: the VM qmp command failed'],
  [
    "can't lock file '/var/lock/qemu-server/lock-5000.conf' - got timeout",
    "can't lock file 'a file of the cluster' - got timeout",
  ],
  [
    "copy failed: command '/usr/bin/qemu-img convert base-9000-disk-0.raw zeroinit:/var/lib/vz/images/5000/d.raw' failed: exit code 1",
    "copy failed: command 'a file of the cluster convert a disk zeroinit:a file of the cluster' failed: exit code 1",
  ],
  ['lvcreate vm-5000-disk-0 failed', 'lvcreate a disk failed'],
  ['task UPID:pve1:0000:0001:0002:qmclone:9000:a@pve!b: ended', 'task a task ended'],
])('%s: an owner reads no VMID, task or path', (raw, read) => {
  expect(withoutInsideWords(raw)).toBe(read);
});

test.each([
  'See https://portal.example.com/deployments for it',
  'It needs 2/3 of the space, and/or more',
  'Waiting for an address.',
  'The cluster has no room for 4 vCPUs.',
])('%s: what names nothing of the inside stays as it is', (text) => expect(withoutInsideWords(text)).toBe(text));
