/** A VM that all tests of a file have in common. */
import { afterAll, beforeAll } from 'vitest';
import type { Email } from './facts.ts';
import { type Deployment, Session, type Wanted } from './session.ts';

export interface SharedVm {
  readonly owner: Session;
  readonly made: Deployment;
}

/** It runs before the first test, and is deleted after the last one. */
export function sharedVm(email: Email, wanted: Omit<Wanted, 'template'>): SharedVm {
  let shared: SharedVm | undefined;
  const vm = (): SharedVm => {
    if (shared === undefined) throw new Error(`${wanted.name} is there in tests alone.`);
    return shared;
  };
  beforeAll(async () => {
    const owner = await Session.of(email);
    shared = { owner, made: await owner.create({ template: 'debian-13', ...wanted }) };
    await owner.until(wanted.name, 'running');
  });
  afterAll(() => vm().owner.delete(vm().made.id));
  return {
    get owner() {
      return vm().owner;
    },
    get made() {
      return vm().made;
    },
  };
}
