// The time zones that can be chosen, as the options of a select.

/** With the one that is chosen, by whatever name it is known. UTC is none of those that Intl lists. */
export function TimeZones({ chosen }: { readonly chosen: string }) {
  const names = new Set([chosen, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
  return [...names].toSorted().map((name) => <option key={name}>{name}</option>);
}
