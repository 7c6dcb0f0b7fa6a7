/** The VMs of the large cluster, the same in the simulator and in the database: nothing differs, and nothing has to be looked at closer. */

export const tokenSecret = '00000000-0000-4000-8000-000000000001';
export const firstVmid = 10_000;

interface PlannedVm {
  readonly name: string;
  readonly node: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
}

export const vmOf = (number: number): PlannedVm => ({
  name: `vm-${number}`,
  node: `pve${(number % 3) + 1}`,
  cores: 2,
  memoryMiB: 2048,
  diskGiB: 20,
});
