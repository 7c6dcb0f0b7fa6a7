/** The screen of a VM that nobody runs: lines of text, and the pixels that they are drawn with. */
import { hasDot } from './font.ts';

const columns = 53;
const rows = 24;
/** Each dot of the font is two pixels wide and high. */
const cell = { width: 12, height: 16 } as const;
/** Around the text, in cells. */
const margin = 1;
export const screenSize = {
  width: (columns + 2 * margin) * cell.width,
  height: (rows + 2 * margin) * cell.height,
} as const;

const colours = { paper: [0x10, 0x18, 0x20], ink: [0xd8, 0xe0, 0xe8] } as const;

/** True colour in 32 bits, as the client wants it. */
export interface PixelFormat {
  readonly bigEndian: boolean;
  readonly max: readonly [red: number, green: number, blue: number];
  readonly shift: readonly [red: number, green: number, blue: number];
}

function pixelOf(colour: readonly number[], { bigEndian, max, shift }: PixelFormat): Buffer {
  const value = max.reduce((sum, most, at) => {
    const part = Math.round(((colour[at] ?? 0) * most) / 255);
    return (sum | (part << (shift[at] ?? 0))) >>> 0;
  }, 0);
  const pixel = Buffer.alloc(4);
  if (bigEndian) pixel.writeUInt32BE(value);
  else pixel.writeUInt32LE(value);
  return pixel;
}

function pixelsOf(line: string, format: PixelFormat): Buffer {
  const paper = pixelOf(colours.paper, format);
  const ink = pixelOf(colours.ink, format);
  const pixels = Buffer.alloc(screenSize.width * cell.height * paper.length, paper);
  for (const [column, character] of [...line.slice(0, columns)].entries()) {
    for (let y = 0; y < cell.height; y += 1) {
      for (let x = 0; x < cell.width; x += 1) {
        if (hasDot(character, Math.floor(x / 2), Math.floor(y / 2))) {
          ink.copy(pixels, (y * screenSize.width + (margin + column) * cell.width + x) * ink.length);
        }
      }
    }
  }
  return pixels;
}

export interface DrawnRow {
  readonly top: number;
  readonly height: number;
  readonly pixels: Buffer;
}

/** As many lines as the screen has, with those of the margin. */
export function filled(lines: readonly string[]): string[] {
  return Array.from({ length: rows + 2 * margin }, (_, row) => lines[row - margin] ?? '');
}

/** The rows of text that differ from those that were shown before; all of them where none were. */
export function drawChanged(lines: readonly string[], shown: readonly string[], format: PixelFormat): DrawnRow[] {
  return lines.flatMap((line, row) => {
    if (shown[row] === line) return [];
    return [{ top: row * cell.height, height: cell.height, pixels: pixelsOf(line, format) }];
  });
}

const longestTyped = 48;
const mostLines = 12;
const mostKeys = 8;

/** Keys that write nothing, by their X11 keysym. */
const named: ReadonlyMap<number, string> = new Map([
  ...([
    [0xff08, 'Backspace'],
    [0xff09, 'Tab'],
    [0xff0d, 'Enter'],
    [0xff1b, 'Esc'],
    [0xffff, 'Delete'],
    [0xffe1, 'Shift'],
    [0xffe3, 'Ctrl'],
    [0xffe9, 'Alt'],
    [0xffeb, 'Windows'],
  ] as const),
  ...Array.from({ length: 12 }, (_, at) => [0xffbe + at, `F${at + 1}`] as const),
]);

/** What was typed on the simulated VM, so far. */
export class TypedText {
  #lines: string[] = [''];
  #keys: string[] = [];

  press(keysym: number): void {
    const last = this.#lines.at(-1) ?? '';
    if (keysym >= 0x20 && keysym <= 0x7e) this.#replace(`${last}${String.fromCharCode(keysym)}`.slice(-longestTyped));
    else if (keysym === 0xff08) this.#replace(last.slice(0, -1));
    else if (keysym === 0xff0d) this.#lines = [...this.#lines, ''].slice(-mostLines);
    const name = named.get(keysym);
    if (name !== undefined) this.#keys = [...this.#keys, name].slice(-mostKeys);
  }

  #replace(line: string): void {
    this.#lines = [...this.#lines.slice(0, -1), line];
  }

  lines(): string[] {
    const [last = '', ...before] = this.#lines.toReversed();
    return [
      `Last keys: ${this.#keys.length === 0 ? 'none' : this.#keys.join(' ')}`,
      '',
      ...before.toReversed().map((line) => `> ${line}`),
      `> ${last}_`,
    ];
  }
}
