// What PVE records of each VM in a round-robin database (`…/rrddata`), as the port wants it.
import { HypervisorError, type RecordedFigures, toThousandths } from '@portal/domain';
import type { z } from 'zod';
import type * as wire from './wire.ts';

const bytesPerMiB = 2 ** 20;

const orNull = (value: number | undefined): number | null => (value === undefined ? null : toThousandths(value));

const inMiB = (bytes: number | undefined): number | null =>
  bytes === undefined ? null : toThousandths(bytes / bytesPerMiB);

/** Where a cluster was upgraded from 8, PVE puts what both releases recorded in a row. */
export const toFigures = (rows: z.infer<typeof wire.recordedFigures>): readonly RecordedFigures[] =>
  rows
    .toSorted((one, other) => one.time - other.time)
    .map((row) => ({
      at: new Date(row.time * 1_000),
      cpuShare: orNull(row.cpu),
      usedMemoryMiB: inMiB(row.mem),
      memoryMiB: inMiB(row.maxmem),
      diskReadBytesPerSecond: orNull(row.diskread),
      diskWriteBytesPerSecond: orNull(row.diskwrite),
      networkInBytesPerSecond: orNull(row.netin),
      networkOutBytesPerSecond: orNull(row.netout),
    }));

/** The database of a VM is made with the first figure of it, some seconds after the VM. */
export const saysNothingRecorded = (error: unknown): boolean =>
  error instanceof HypervisorError && /^RRD error: opening '.*': No such file or directory/.test(error.message);
