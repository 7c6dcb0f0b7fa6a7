/** Charts, in a DOM without a browser: what uPlot draws on, and asks a window for, is not there. What it draws is looked at in one. */
import { vi } from 'vitest';

vi.mock('uplot', () => ({
  default: class {
    static readonly paths = { bars: (): null => null };
    setData(): void {}
    setSize(): void {}
    redraw(): void {}
    destroy(): void {}
  },
}));

vi.stubGlobal(
  'ResizeObserver',
  class {
    observe(): void {}
    disconnect(): void {}
  },
);
