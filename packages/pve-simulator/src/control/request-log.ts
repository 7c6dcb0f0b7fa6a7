/** The requests that were served, for a test to look at. Bounded, and without what nobody should read back. */
import type { RequestRecord } from './control-schema.ts';

const capacity = 20_000;
const secrets = ['cipassword', 'password'];

export class RequestLog {
  #records: RequestRecord[] = [];
  #served = 0;

  get served(): number {
    return this.#served;
  }

  add(record: RequestRecord): void {
    const hidden = secrets.filter((name) => record.parameters[name] !== undefined).map((name) => [name, '**********']);
    const parameters = { ...record.parameters, ...Object.fromEntries(hidden) };
    this.#records.push({ ...record, parameters });
    this.#served += 1;
    if (this.#records.length > capacity) this.#records = this.#records.slice(capacity / 2);
  }

  list(): RequestRecord[] {
    return [...this.#records];
  }

  clear(): void {
    this.#records = [];
  }
}
