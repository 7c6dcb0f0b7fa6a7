// How many requests were made, over all processes, as the services need it.

export interface CountedSubject {
  /** `token:<id>` */
  readonly subject: string;
  /** The most that is let in within a window. */
  readonly max: number;
}

export interface RequestCount {
  readonly isOver: boolean;
  readonly remaining: number;
  /** Until the window ends, and the count with it. */
  readonly endsInMs: number;
}

export interface RequestCounts {
  /**
   * Counts requests for each of the subjects, unless one of them would be over its limit: then for none. In the order of the
   * subjects. It never fails: where the database does not answer, this process counts for itself.
   */
  count(subjects: readonly CountedSubject[], requests: number): Promise<readonly RequestCount[]>;
}
