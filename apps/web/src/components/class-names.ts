// Joins class names, leaving out the conditions that do not hold.
export const classNames = (...parts: ReadonlyArray<string | false | null | undefined>): string =>
  parts.filter(Boolean).join(' ');
