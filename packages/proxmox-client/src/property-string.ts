// PVE's comma-separated property strings (`local:9000/base.qcow2,size=1G`, `enabled=1,type=virtio`): pairs, of which
// the first may leave out its key because the format names a default for it (PVE/JSONSchema.pm, parse_property_string).

export const parsePropertyString = (text: string, defaultKey: string): ReadonlyMap<string, string> => {
  const properties = new Map<string, string>();
  for (const part of text.split(',')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals === -1) properties.set(defaultKey, part);
    else properties.set(part.slice(0, equals), part.slice(equals + 1));
  }
  return properties;
};

/** Inside property strings, unlike at top level, words pass as booleans. */
export const isTruthyProperty = (value: string | undefined): boolean =>
  value !== undefined && ['1', 'on', 'yes', 'true'].includes(value.toLowerCase());
