import { expect, test } from 'vitest';
import { demoGranting, listOf, objectOf, PveClient, startTestSimulator, until } from './pve-client.ts';

const path = '/nodes/pve1/qemu/310/config';

test('numbers and text come back as inconsistently as from PVE', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await pve.put(path, { cores: '2', memory: '4096', onboot: '1' });
  expect(objectOf(await pve.get(path))).toMatchObject({ cores: 2, memory: '4096', onboot: 1, agent: '1' });
});

test('tags are sorted, lower-cased and without duplicates', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await pve.put(path, { tags: 'Web,db;web' });
  expect(objectOf(await pve.get(path)).tags).toBe('db;web');
});

test('UTF-8 and line ends round-trip in the description', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const description = 'Grüße ✓ 100%\nzweite Zeile';
  await pve.put(path, { description });
  expect(objectOf(await pve.get(path)).description).toBe(description);
});

test('a running guest takes cores at its next start, a name at once', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await pve.put(path, { cores: '4', name: 'renamed' });
  expect(objectOf(await pve.get(path))).toMatchObject({ cores: 4, name: 'renamed' });
  expect(objectOf(await pve.get(`${path}?current=1`))).toMatchObject({ cores: 2, name: 'renamed' });
  const pending = listOf(await pve.get('/nodes/pve1/qemu/310/pending'));
  expect(pending).toContainEqual({ key: 'cores', value: 2, pending: 4 });
  await pve.put(path, { revert: 'cores' });
  expect(objectOf(await pve.get(path)).cores).toBe(2);
  await pve.put(path, { cores: '4' });
  await pve.exitOf(await pve.post('/nodes/pve1/qemu/310/status/stop'));
  expect(objectOf(await pve.get(`${path}?current=1`)).cores).toBe(4);
});

test('a deletion on a running guest is pending too', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await pve.put(path, { delete: 'cores' });
  expect(objectOf(await pve.get(path))).not.toHaveProperty('cores');
  expect(listOf(await pve.get('/nodes/pve1/qemu/310/pending'))).toContainEqual({
    key: 'cores',
    value: 2,
    delete: 1,
  });
});

test('a digest that has moved on refuses the change', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const { digest } = objectOf(await pve.get(path));
  await pve.put(path, { description: 'moved on' });
  const stale = await pve.put(path, { cores: '1', digest: String(digest) });
  expect(stale).toMatchObject({ status: 500, reason: 'checksum mismatch (file change by other user?)' });
});

test.each([
  ['name=bad_name', { name: 'invalid format - value does not look like a valid DNS name\n' }],
  ['delete=tags%2Cnosuchkey', { delete: "unknown option 'nosuchkey'" }],
  ['tags=a&delete=tags', { delete: "you can't use '-tags' and -delete tags' at the same time" }],
  ['tags=a&revert=tags', { delete: "you can't use '-tags' and -revert tags' at the same time" }],
  ['delete=tags&revert=tags', { revert: "you can't use '-delete tags' and -revert tags' at the same time" }],
  ['force=1&cores=1', { delete: "missing property - 'force' requires this property" }],
  ['onboot=maybe', { onboot: "type check ('boolean') failed - got 'maybe'" }],
  ['memory=8', { memory: 'invalid format - format error\nmemory.current: value must have a minimum value of 16\n' }],
  ['cpu=beos', { cpu: "invalid format - Built-in cputype 'beos' is not defined (missing 'custom-' prefix?)\n" }],
  ['hookscript=local:snippets/mine.pl', { hookscript: "script 'local:snippets/mine.pl' does not exist\n" }],
  ['hookscript=nowhere:snippets/mine.pl', { hookscript: "storage 'nowhere' does not exist\n" }],
  ['skiplock=1&cores=1', { skiplock: 'Only root may use this option.' }],
  ['sshkeys=ssh-ed25519%20AAAA', { sshkeys: 'invalid format - invalid urlencoded string: ssh-ed25519 AAAA\n' }],
])('%s is a 400 that names the parameter', async (body, errors) => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  expect(await pve.put(path, body)).toMatchObject({ status: 400, errors });
});

test.each([
  ['args=-x', 500, "only root can set 'args' config"],
  ['ide2=ceph-vm%3Acloudinit', 403, 'Permission check failed (/vms/310, VM.Config.CDROM)'],
  ['startup=order%3D1', 403, 'Permission check failed (/, Sys.Modify)'],
  ['hostpci0=0000%3A01%3A00', 500, "only root can set 'hostpci0' config for non-mapped devices"],
  ['machine=q35', 403, 'Permission check failed (/vms/310, VM.Config.HWType)'],
  ['scsi1=nostore%3A10', 403, 'Permission check failed (/storage/nostore, Datastore.AllocateSpace)'],
  ['scsi1=nostore%3Avm-310-disk-0', 500, "storage 'nostore' does not exist"],
  ['boot=order%3Dscsi0%3Bscsi9', 500, "invalid bootorder: device 'scsi9' does not exist'"],
  ['boot=order%3Dscsi0&delete=scsi0', 500, "invalid bootorder: device 'scsi0' does not exist'"],
  ['scsi1=local%3A10', 403, 'Permission check failed (/storage/local, Datastore.AllocateSpace)'],
  ['sshkeys=not%2520a%2520key', 500, 'SSH public key validation error'],
  ['sshkeys=ssh-ed25519%2520AAAAC3NzaC1lZDI1NTE5AAAAIJs1', 500, 'SSH public key validation error'],
  ['digest=0', 500, 'no options specified'],
])('%s is refused: %d %s', async (body, status, reason) => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  expect(await pve.put(path, body)).toMatchObject({ status, reason });
});

test('memory below what the balloon leaves is refused, whichever of the two is set', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.updateConfig(9000, { balloon: 2048 });
  await pve.cloned(310);
  const text = 'balloon value too large (must be smaller than assigned memory)';
  for (const [change, reason] of [
    [{ memory: '1024' }, text],
    [{ balloon: '4096' }, text],
    [{ memory: '2048' }, 'OK'],
    [{ memory: '1024', balloon: '0' }, 'OK'],
  ] as const) {
    const answer = await pve.put('/nodes/pve1/qemu/310/config', change);
    expect([answer.status, answer.reason]).toEqual([reason === 'OK' ? 200 : 500, reason]);
  }
});

test('no capacity is checked', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  expect((await pve.put(path, { memory: '99999999', cores: '1000' })).status).toBe(200);
});

test('an absent bridge shows on a running guest at once, on a stopped one at its start', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const hotplug = await pve.put(path, { net0: 'virtio,bridge=vmbr9' });
  expect(hotplug.errors?.net0).toMatch(/^hotplug problem - /);
  await pve.cloned(311);
  expect((await pve.put('/nodes/pve1/qemu/311/config', { net0: 'virtio,bridge=vmbr9' })).status).toBe(200);
  const exit = await pve.exitOf(await pve.post('/nodes/pve1/qemu/311/status/start'));
  expect(exit).toMatch(/^start failed: /);
});

test('keys come back encoded, the password never', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const keys = encodeURIComponent(
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdmwE72qKs0aBLToIezpGc74FRwrF7wFNnpG7mPxt/N me@example',
  );
  expect((await pve.put(path, { sshkeys: keys, cipassword: 'geheim' })).status).toBe(200);
  expect(objectOf(await pve.get(path))).toMatchObject({ sshkeys: keys, cipassword: '**********' });
  await pve.exitOf(await pve.post(path, { cipassword: 'geheim' }));
  const seen = JSON.stringify([await simulator.control.requests(), await simulator.control.snapshot()]);
  expect(seen).not.toContain('geheim');
});

test('of a password there is no pending value, of other options of cloud-init there is', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await pve.put(path, { cipassword: 'geheim', ciuser: 'other' });
  const told = listOf(await pve.get('/nodes/pve1/qemu/310/cloudinit'));
  expect(told).toContainEqual({ key: 'cipassword', value: '**********' });
  expect(told).toContainEqual(expect.objectContaining({ key: 'ciuser', pending: 'other' }));
  expect(listOf(await pve.get('/nodes/pve1/qemu/310/pending'))).toContainEqual({
    key: 'cipassword',
    value: '**********',
  });
});

test('a second drive of cloud-init is refused', async () => {
  const more = ['VM.Config.CDROM'];
  await using simulator = await startTestSimulator({ cluster: demoGranting(...more) });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  expect(await pve.put(path, { scsi5: 'ceph-vm:cloudinit' })).toMatchObject({
    status: 500,
    reason: "scsi5 - cloud-init drive is already attached at 'ide2'",
  });
});

test('POST changes the configuration in a task', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const started = await pve.post(path, { cores: '3' });
  expect(started.data).toMatch(/:qmconfig:310:/);
  expect(await pve.exitOf(started)).toBe('OK');
  expect(objectOf(await pve.get(path)).cores).toBe(3);
});

test('cloud-init reaches the guest with the next start, or with PUT cloudinit', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await pve.put(path, { ipconfig0: 'ip=10.9.8.7/24,gw=10.9.8.1' });
  const pending = listOf(await pve.get('/nodes/pve1/qemu/310/cloudinit'));
  expect(pending).toContainEqual({ key: 'ipconfig0', value: 'ip=dhcp', pending: 'ip=10.9.8.7/24,gw=10.9.8.1' });
  expect(await pve.put('/nodes/pve1/qemu/310/cloudinit')).toMatchObject({ status: 200, data: null });
  const text = await until(async () => {
    const answer = await pve.get('/nodes/pve1/qemu/310/agent/network-get-interfaces');
    return answer.status === 200 && answer.text;
  });
  expect(text).toContain('10.9.8.7');
});

test('a Linux guest whose cloud-init drive says nothing of its card gets no address', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await pve.put(path, { delete: 'ipconfig0' });
  expect(await pve.exitOf(await pve.post('/nodes/pve1/qemu/310/status/start'))).toBe('OK');
  const answer = await until(async () => {
    const tried = await pve.get('/nodes/pve1/qemu/310/agent/network-get-interfaces');
    return tried.status === 200 && tried;
  });
  const { result } = objectOf(answer);
  expect(result).toContainEqual(expect.objectContaining({ name: 'eth0' }));
  expect(result).not.toContainEqual(expect.objectContaining({ name: 'eth0', 'ip-addresses': expect.anything() }));
});

test.each([
  ['4G', 'shrinking disks is not supported'],
  ['20G', 'OK'],
  ['+0', 'OK'],
  ['40G', 'OK'],
])('resize of 20G to %s ends: %s', async (size, exit) => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  expect(await pve.exitOf(await pve.put('/nodes/pve1/qemu/310/resize', { disk: 'scsi0', size }))).toBe(exit);
});

test.each([
  ['+1.5G', 'size=22016M'],
  ['21504M', 'size=21G'],
  ['30000000001', 'size=30000000001'],
])('resize by %s leaves %s in the configuration', async (size, written) => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await pve.exitOf(await pve.put('/nodes/pve1/qemu/310/resize', { disk: 'scsi0', size }));
  expect(objectOf(await pve.get(path)).scsi0).toContain(written);
});

test('resize leaves its checks to the task, but its grammar is checked at once', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const resize = (disk: string, size: string) => pve.put('/nodes/pve1/qemu/310/resize', { disk, size });
  expect(await pve.exitOf(await resize('scsi7', '40G'))).toBe("disk 'scsi7' does not exist");
  expect(await pve.exitOf(await resize('ide2', '40G'))).toBe("you can't resize a cdrom");
  for (const size of ['-1G', 'abc']) {
    expect((await resize('scsi0', size)).errors).toEqual({ size: 'value does not match the regex pattern' });
  }
});
