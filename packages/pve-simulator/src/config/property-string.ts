/**
 * PVE's property strings: `virtio=BC:24:11:00:50:F5,bridge=vmbr0`, `local:9/disk.qcow2,size=1G`. The first item may
 * leave out the name of the default key. A duplicate of a key is refused, which is what an unencoded `=` in a form
 * turns into.
 */

export interface PropertyString {
  readonly values: ReadonlyMap<string, string>;
  /** What is wrong with the text, without PVE's `invalid format - ` in front. */
  readonly complaint: string | null;
}

export interface PropertyStringSyntax {
  readonly defaultKey: string;
  /** Keys that stand for the default key and another one: `virtio=MAC` means `model=virtio,macaddr=MAC`. */
  readonly keyAliases?: readonly string[];
  readonly aliasTarget?: string;
}

export function parsePropertyString(text: string, syntax: PropertyStringSyntax): PropertyString {
  const values = new Map<string, string>();
  const duplicate = (key: string): PropertyString => ({
    values,
    complaint: `duplicate key in comma-separated list property: ${key}\n`,
  });
  for (const item of text.split(',')) {
    if (item.trim() === '') continue;
    const equals = item.indexOf('=');
    const bareOrKey = equals < 0 ? item : item.slice(0, equals);
    const value = equals < 0 ? undefined : item.slice(equals + 1);
    if (value === undefined || (value !== undefined && syntax.keyAliases?.includes(bareOrKey) === true)) {
      if (values.has(syntax.defaultKey)) return duplicate(syntax.defaultKey);
      values.set(syntax.defaultKey, bareOrKey);
      if (value !== undefined && syntax.aliasTarget !== undefined) values.set(syntax.aliasTarget, value);
    } else {
      if (values.has(bareOrKey)) return duplicate(bareOrKey);
      values.set(bareOrKey, value);
    }
  }
  return { values, complaint: null };
}
