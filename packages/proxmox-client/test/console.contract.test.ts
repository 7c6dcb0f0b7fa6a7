// The console of a VM over the wire: its bytes, its password, and whom the token is sent to.
import { once } from 'node:events';
import { demoCluster, demoTokenId, fastTiming, startSimulator } from '@portal/pve-simulator';
import { expect, test } from 'vitest';
import { createProxmoxHypervisor } from '../src/index.ts';
import { makeAuthority } from './certificates.ts';
import { createRecordingLog } from './recording-log.ts';
import { ended, makeGuest, startCluster } from './simulated-cluster.ts';
import { soon } from './soon.ts';

const tokenSecret = '7f3c2d1e-0000-4000-8000-secretsecret';

test('a console begins with the version of its VNC server, and has a password of its own', async () => {
  await using cluster = await startCluster();
  const guest = await makeGuest(cluster.hypervisor, 5000);
  await ended(cluster.hypervisor, await cluster.hypervisor.start(guest, soon()));
  const { stream, password } = await cluster.hypervisor.console(guest, soon());
  await once(stream, 'readable');
  expect(String(stream.read())).toBe('RFB 003.008\n');
  expect(password).toHaveLength(8);
  const closed = once(stream, 'close');
  await ended(cluster.hypervisor, await cluster.hypervisor.stop(guest, soon()));
  await closed;
});

test('a terminal lets in whoever signs in with its line, and is the serial port from there on', async () => {
  await using cluster = await startCluster();
  const guest = await makeGuest(cluster.hypervisor, 5000);
  await ended(cluster.hypervisor, await cluster.hypervisor.start(guest, soon()));
  const { stream, signIn } = await cluster.hypervisor.terminal(guest, 'serial0', soon());
  expect(signIn).toMatch(/^portal@pve!portal:PVEVNC:.+\n$/);
  stream.write(signIn);
  const [ok] = await once(stream, 'data');
  expect(String(ok)).toMatch(/^OK/);
  const closed = once(stream, 'close');
  await ended(cluster.hypervisor, await cluster.hypervisor.stop(guest, soon()));
  await closed;
});

test('a console of a VM that is not there is refused as any call is', async () => {
  await using cluster = await startCluster();
  const refused = cluster.hypervisor.console({ node: 'pve1', vmid: 5000 }, soon());
  await expect(refused).rejects.toMatchObject({ name: 'HypervisorError', code: 'forbidden' });
});

test('a console goes to a server whose certificate is pinned', async () => {
  const authority = await makeAuthority('Proxmox Virtual Environment');
  const leaf = await authority.issue({ ip: '127.0.0.1' });
  const tls = { key: leaf.keyPem, cert: leaf.pem };
  await using simulator = await startSimulator({ cluster: demoCluster({ tokenSecret }), timing: fastTiming, tls });
  const options = { url: simulator.url, tokenId: demoTokenId, tokenSecret, log: createRecordingLog() };
  const hypervisor = createProxmoxHypervisor({ ...options, tls: { kind: 'fingerprint', sha256: leaf.sha256 } });
  const guest = await makeGuest(hypervisor, 5000);
  await ended(hypervisor, await hypervisor.start(guest, soon()));
  const { stream } = await hypervisor.console(guest, soon());
  await once(stream, 'readable');
  expect(String(stream.read())).toBe('RFB 003.008\n');
  stream.destroy();
  await hypervisor.close();
});
