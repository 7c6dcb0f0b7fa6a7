/** What a command prints, line by line. */
import { vi } from 'vitest';

export const printed = (): string[] => {
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(...String(text).trimEnd().split('\n'));
      return true;
    });
  }
  return lines;
};

export const restorePrinting = (): void => {
  vi.restoreAllMocks();
};
