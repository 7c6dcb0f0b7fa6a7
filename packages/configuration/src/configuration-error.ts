// What is wrong with a configuration, all of it at once, in words for the person who wrote it. What they wrote is never
// repeated: a value may be a secret in the wrong place.

export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(summary: string, problems: readonly string[]) {
    super([summary, ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}
