// What is recorded of a VM, and how far back: without schemas, for pages.
export const figureTimeframes = ['hour', 'day', 'week'] as const;
export type FigureTimeframe = (typeof figureTimeframes)[number];

export const figureNames = [
  'cpuShare',
  'usedMemoryMiB',
  'memoryMiB',
  'diskReadBytesPerSecond',
  'diskWriteBytesPerSecond',
  'networkInBytesPerSecond',
  'networkOutBytesPerSecond',
] as const;
export type FigureName = (typeof figureNames)[number];
