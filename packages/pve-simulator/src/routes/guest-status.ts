/** The live status of a guest, as `status/current` and the list of a node give it. */
import { guestFigures } from '../cluster/broadcast.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { agentEnabled, isTemplate, lockOf, shownConfig } from '../cluster/vm-configuration.ts';

const pressureKeys = ['cpu', 'io', 'memory'].flatMap((what) => [`pressure${what}some`, `pressure${what}full`]);

/** What both views share. Figures that only PVE 9 has are absent on 8. */
export function listedStatus(vm: Vm, cluster: Cluster): Record<string, unknown> {
  const figures = guestFigures(vm, cluster.majorVersion);
  const config = shownConfig(vm);
  const lock = lockOf(vm);
  const nine = cluster.majorVersion >= 9;
  return {
    vmid: vm.vmid,
    name: figures.name,
    status: vm.power,
    cpus: figures.maxcpu,
    cpu: figures.cpu,
    maxmem: figures.maxmem,
    mem: figures.mem,
    maxdisk: figures.maxdisk,
    disk: 0,
    uptime: figures.uptime,
    netin: figures.netin,
    netout: figures.netout,
    memhost: figures.memhost,
    ...(isTemplate(vm) ? { template: 1 } : {}),
    ...(config.tags === undefined ? {} : { tags: config.tags }),
    ...(config.serial0 === undefined ? {} : { serial: 1 }),
    ...(lock === null ? {} : { lock }),
    ...(vm.power === 'running' ? { pid: vm.pid } : {}),
    ...(vm.power === 'running' && nine ? Object.fromEntries(pressureKeys.map((key) => [key, 0])) : {}),
  };
}

export function currentStatus(vm: Vm, cluster: Cluster): Record<string, unknown> {
  const listed = listedStatus(vm, cluster);
  const nic = { netin: listed.netin, netout: listed.netout };
  return {
    ...listed,
    ha: vm.ha === null ? { managed: 0 } : { managed: 1, state: vm.ha },
    qmpstatus: vm.paused ? 'paused' : vm.power,
    ...(agentEnabled(vm) ? { agent: 1 } : {}),
    ...(vm.power === 'running' ? { nics: { [`tap${vm.vmid}i0`]: nic }, 'running-qemu': '10.0.2' } : {}),
  };
}
