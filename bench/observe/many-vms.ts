/**
 * A simulated cluster with as many running VMs of the portal as its one argument says, in a process of its own: what it costs to answer
 * is no cost of the portal's. It tells its address in one line of JSON, and ends when its standard input does.
 */
import { demoCluster, startSimulator, type VmSeed } from '@portal/pve-simulator';
import { firstVmid, tokenSecret, vmOf } from './vms.ts';

const count = Number(process.argv[2]);
const demo = demoCluster({ tokenSecret });
const vms = Array.from({ length: count }, (_, index): VmSeed => {
  const { name, node, cores, memoryMiB, diskGiB } = vmOf(index + 1);
  return {
    ...{ vmid: firstVmid + index, node, name, running: true, agent: true, pool: 'support-portal' },
    disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: diskGiB }],
    config: { cores, memory: String(memoryMiB), tags: 'support-portal', ostype: 'l26' },
  };
});
const simulator = await startSimulator({ cluster: { ...demo, vms: [...demo.vms, ...vms] } });
process.stdin.resume().once('close', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);
