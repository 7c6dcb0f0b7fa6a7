/**
 * Sizes as the configuration and `resize` write them: a number, an optional fraction, an optional unit. No unit means
 * bytes. Printing uses the largest unit that divides evenly, which is how odd sizes such as `6168577K` come about.
 */

const units: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

export const resizePattern = /^\+?\d+(\.\d+)?[KMGT]?$/;

/** Bytes, or null for what is no size. */
export function parseDiskSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text);
  if (match === null) return null;
  return Math.floor(Number(match[1]) * (units[match[2] ?? ''] ?? 1));
}

export function formatDiskSize(bytes: number): string {
  for (const unit of ['T', 'G', 'M', 'K']) {
    const factor = units[unit] ?? 1;
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}
