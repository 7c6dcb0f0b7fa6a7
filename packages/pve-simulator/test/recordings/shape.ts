/**
 * Compares the shape of two answers: the same kinds of values under the same keys, and exit statuses word for word. Lists compare entry by entry where
 * entries name themselves, else by their first. What differs from one machine to the next is listed here, and only here.
 */

type Entry = Readonly<Record<string, unknown>>;

/** Keys that real PVE has because of the machine it ran on, not because of the call. */
const machineKeys = new Set([
  'cgroup-mode',
  'clipboard',
  'args',
  'onboot',
  'cpuinfo',
  'current-kernel',
  'boot-info',
  'avail',
  'running-qemu',
  // Seen in one answer and not in the next.
  'pool',
  'uptime',
  'cpu',
  'mem',
  'maxmem',
  'maxcpu',
]);

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function identityOf(entry: unknown): unknown {
  return isEntry(entry) ? (entry.volid ?? entry.id ?? entry.upid ?? entry.key ?? entry.name ?? entry.vmid) : undefined;
}

function compareLists(recorded: readonly unknown[], simulated: readonly unknown[], at: string): string[] {
  const first = recorded[0];
  if (first === undefined || simulated[0] === undefined) return [];
  const named = recorded.flatMap((entry) => {
    const identity = identityOf(entry);
    const twin = identity === undefined ? undefined : simulated.find((other) => identityOf(other) === identity);
    return twin === undefined ? [] : shapeDifferences(entry, twin, `${at}[${String(identity)}]`);
  });
  return named.length > 0 || identityOf(first) !== undefined
    ? named
    : shapeDifferences(first, simulated[0], `${at}[0]`);
}

/** A temporary file is named by the process that writes it. */
function withoutPid(text: unknown): string {
  return String(text).replace(/\.conf\.tmp\.\d+/, '.conf.tmp');
}

/** A VM or node that no broadcast had spoken of yet; the simulator is replayed without that lag. */
function isUnheard(entry: Entry): boolean {
  return entry.status === 'unknown';
}

export function shapeDifferences(recorded: unknown, simulated: unknown, at: string): string[] {
  if (Array.isArray(recorded)) {
    return Array.isArray(simulated) ? compareLists(recorded, simulated, at) : [`${at}: no list`];
  }
  if (!isEntry(recorded)) {
    const exact = at.endsWith('.exitstatus');
    const same = exact ? withoutPid(recorded) === withoutPid(simulated) : typeof recorded === typeof simulated;
    return same
      ? []
      : [`${at}: ${typeof simulated} ${JSON.stringify(simulated)} instead of ${JSON.stringify(recorded)}`];
  }
  if (!isEntry(simulated)) return [`${at}: no object`];
  const missing = Object.keys(recorded).filter((key) => !machineKeys.has(key) && !(key in simulated));
  const extra = isUnheard(recorded)
    ? []
    : Object.keys(simulated).filter((key) => !machineKeys.has(key) && !(key in recorded));
  const inner = Object.keys(recorded)
    .filter((key) => key in simulated && !machineKeys.has(key))
    .flatMap((key) => shapeDifferences(recorded[key], simulated[key], `${at}.${key}`));
  return [...missing.map((key) => `${at}: no '${key}'`), ...extra.map((key) => `${at}: '${key}' in excess`), ...inner];
}
