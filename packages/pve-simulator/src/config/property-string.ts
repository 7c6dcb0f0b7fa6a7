/**
 * PVE's property strings: `virtio=BC:24:11:00:50:F5,bridge=vmbr0`, `local:9/disk.qcow2,size=1G`. The first item may leave
 * out the name of the default key. Their grammars are checked where they come in (`property-format.ts`).
 */

/** Keys that give two values at once: `virtio=MAC` is a model and its address. */
export interface KeyPairs {
  readonly names: readonly string[];
  readonly key: string;
  readonly value: string;
}

export function parsePropertyString(text: string, defaultKey: string, pairs?: KeyPairs): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const item of text.split(',').filter((part) => part.trim() !== '')) {
    const equals = item.indexOf('=');
    const name = item.slice(0, equals);
    if (equals < 0) values.set(defaultKey, item);
    else if (pairs?.names.includes(name) === true) {
      values.set(pairs.key, name);
      values.set(pairs.value, item.slice(equals + 1));
    } else values.set(name, item.slice(equals + 1));
  }
  return values;
}
