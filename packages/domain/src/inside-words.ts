// What Proxmox VE says in its own words names VMIDs, tasks and paths of its hosts. Those are for who administers the cluster;
// everybody else reads the same sentence without them.

const replacements: readonly (readonly [RegExp, string])[] = [
  [/\bUPID:\S+/g, 'a task'],
  [/\b(?:vm|base)-\d+-[\w.-]+/g, 'a disk'],
  [/\b(?:VM|VMID|vmid) \d+/g, 'the VM'],
  // A path has at least two parts: "and/or" and "1/2" are none; a program may put a word and a colon before it.
  [/(?<![\w/.])(?:\/[\w.@:-]+){2,}\/?/g, 'a file of the cluster'],
];

const withoutPlaces = (text: string): string =>
  replacements.reduce((kept, [inside, word]) => kept.replace(inside, word), text);

/** The same, whatever it is in: the parameters of a reason, the detail of an audit entry. */
export const withoutInsideWords = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value), replace);

const replace = (_name: string, value: unknown): unknown => (typeof value === 'string' ? withoutPlaces(value) : value);
