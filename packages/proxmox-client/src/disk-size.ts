// Disk sizes as PVE writes them in a VM's configuration: digits, perhaps a fraction, perhaps one of K, M, G, T;
// without a unit they are bytes (`size=6168577K`, `size=5242880512`).

const unitBytes = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;
const isUnit = (text: string): text is keyof typeof unitBytes => text in unitBytes;

const gibibyte = 2 ** 30;

/** In GiB, with a fraction where PVE's figure has one. Null when the text is no size. */
export const parseDiskSizeGiB = (text: string): number | null => {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text);
  const unit = match?.[2];
  if (match?.[1] === undefined || unit === undefined || !isUnit(unit)) return null;
  return (Number(match[1]) * unitBytes[unit]) / gibibyte;
};

/** An absolute size for `resize`: never an increment, which a retry would repeat. */
export const formatDiskSizeGiB = (sizeGiB: number): string => {
  if (!Number.isInteger(sizeGiB) || sizeGiB < 1) throw new RangeError(`Not a disk size in whole GiB: ${sizeGiB}`);
  return `${sizeGiB}G`;
};
