// What a chart draws over time.

export interface Drawn {
  /** Names are unique, and there are two at most. A value that is not known is a gap, and never a zero. */
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** Seconds since 1970; of days, the beginning of each in UTC. */
  readonly moments: readonly number[];
  readonly isDays?: boolean;
  readonly looks?: 'lines' | 'bars';
  readonly momentText: (seconds: number) => string;
  readonly valueText: (value: number) => string;
  /** The end of the scale where no value is larger. */
  readonly top: number;
  /** Between two lines of the scale. */
  readonly steps?: number[] | undefined;
}

export const daySeconds = 86_400;

/** Of the second line. */
export const dash = [5, 4];
