// The version of something that a change of it is meant for: that with which a form began, so that what was changed meanwhile is told
// and not overwritten.
const contextKey = 'meantVersion';

/** For the call of the change. */
export const meant = (version: number) => ({ context: { [contextKey]: version } });

export const versionHeaders = (context: Readonly<Record<string, unknown>>): Record<string, string> => {
  const version = context[contextKey];
  return typeof version === 'number' ? { 'if-match': `"${version}"` } : {};
};
