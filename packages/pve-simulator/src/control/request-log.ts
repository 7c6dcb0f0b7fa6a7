/** The requests that were served, for a test to look at. Bounded, and without what nobody should read back. */
import type { RequestRecord } from './control-schema.ts';

const capacity = 20_000;

export class RequestLog {
  #records: RequestRecord[] = [];
  #served = 0;

  get served(): number {
    return this.#served;
  }

  add(record: RequestRecord): void {
    const { cipassword, ...rest } = record.parameters;
    const parameters = cipassword === undefined ? record.parameters : { ...rest, cipassword: '**********' };
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
