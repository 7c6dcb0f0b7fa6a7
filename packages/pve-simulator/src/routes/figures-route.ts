/**
 * `GET …/rrddata`: what pvestatd recorded of a VM, in as many points as the databases of each release hold. Deterministic in the VM
 * and the moment, so that two reads agree. What a VM did before it was last switched on or off is not kept: nothing is told of it.
 */
import { guestFigures } from '../cluster/broadcast.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { dieError } from '../http/api-error.ts';
import { type Answer, type Call, privileges, type Route, route } from '../http/route.ts';

const timeframes = ['hour', 'day', 'week', 'month', 'year'] as const;
type Timeframe = (typeof timeframes)[number];

/** Seconds of a point, and how many there are (PVE/RRD.pm, create_rrd_data). */
type Archive = readonly [step: number, count: number];
const ofEight: Readonly<Record<Timeframe, Archive>> = {
  ...{ hour: [60, 60], day: [1_800, 70], week: [10_800, 70], month: [43_200, 70], year: [604_800, 70] },
};
const ofNine: Readonly<Record<Timeframe, Archive>> = {
  ...{ hour: [60, 60], day: [60, 1_440], week: [1_800, 336], month: [1_800, 1_440], year: [21_600, 1_440] },
};

/** Up and down in a quarter of an hour, each VM in its own time: 0 to 1. */
function wave(vmid: number, time: number): number {
  const periodSeconds = 900;
  return (1 + Math.sin((2 * Math.PI * time) / periodSeconds + vmid)) / 2;
}

/** A VM that is off has its sizes, and none of what it would take. */
function pointOf(vm: Vm, majorVersion: number, [time, step]: readonly [time: number, step: number]) {
  const { maxcpu, maxmem, maxdisk, cpu, mem, memhost } = guestFigures(vm, majorVersion);
  const sizes = { time, maxcpu, maxmem, maxdisk, disk: 0 };
  if (vm.power !== 'running' || vm.startedAt === null) return sizes;
  // Half of a point has to be known for it to be one.
  if (vm.startedAt / 1_000 > time + step / 2) return { time };
  const busy = wave(vm.vmid, time);
  const traffic = { netin: 110 + 40_000 * busy, netout: 70 + 9_000 * busy };
  const disk = { diskread: 120_000 * busy, diskwrite: 4_096 + 60_000 * busy };
  return { ...sizes, cpu: cpu + 0.3 * busy, mem, ...traffic, ...disk, ...(memhost === undefined ? {} : { memhost }) };
}

/** Asked of any node: figures are broadcast to all of them. */
function readFigures({ cluster, parameters }: Call): Answer {
  const vmid = parameters.integer('vmid');
  const vm = cluster.vm(vmid);
  const folder = cluster.majorVersion < 9 ? 'pve2-vm' : 'pve-vm-9.0';
  if (vm === undefined) {
    throw dieError(`RRD error: opening '/var/lib/rrdcached/db/${folder}/${vmid}': No such file or directory`);
  }
  const timeframe = timeframes.find((name) => name === parameters.text('timeframe')) ?? 'hour';
  const [step, count] = (cluster.majorVersion < 9 ? ofEight : ofNine)[timeframe];
  const end = step * Math.floor(cluster.secondsAt(vm.node) / step);
  const points = Array.from({ length: count }, (_, index) =>
    pointOf(vm, cluster.majorVersion, [end - step * (count - index), step]),
  );
  return { data: points };
}

export const figuresRoute: Route = route('GET /nodes/{node}/qemu/{vmid}/rrddata', {
  protected: true,
  permission: privileges('/vms/{vmid}', 'VM.Audit'),
  takes: {
    timeframe: { type: 'string', enum: timeframes },
    cf: { type: 'string', enum: ['AVERAGE', 'MAX'], optional: true },
  },
  handle: readFigures,
});
