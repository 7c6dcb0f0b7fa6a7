/** Faults ordered for requests to come, and which of them a request meets. */
import type { Fault } from './control-schema.ts';

interface OrderedFault {
  readonly fault: Fault;
  readonly path: RegExp | null;
  seen: number;
  remaining: number;
}

const apiPrefix = '/api2/json';

export class HttpFaults {
  #ordered: OrderedFault[] = [];

  add(fault: Fault): void {
    const path = fault.match.path === undefined ? null : new RegExp(fault.match.path);
    this.#ordered.push({ fault, path, seen: 0, remaining: fault.times ?? 1 });
  }

  clear(): void {
    this.#ordered = [];
  }

  /** The fault that this request meets, and one less of it. Each ordered fault counts every request that matches. */
  take(method: string, path: string): Fault | null {
    let met: Fault | null = null;
    for (const ordered of this.#ordered) {
      if (!matches(ordered, method, path)) continue;
      ordered.seen += 1;
      if (met !== null || ordered.remaining === 0 || ordered.seen < (ordered.fault.match.nth ?? 1)) continue;
      ordered.remaining -= 1;
      met = ordered.fault;
    }
    return met;
  }
}

function matches({ fault, path: pattern }: OrderedFault, method: string, path: string): boolean {
  if (fault.match.method !== undefined && fault.match.method.toUpperCase() !== method) return false;
  if (pattern === null) return true;
  const relative = path.startsWith(apiPrefix) ? path.slice(apiPrefix.length) : path;
  return pattern.test(path) || pattern.test(relative);
}
