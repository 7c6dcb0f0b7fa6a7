import { expect, test } from 'vitest';
import { DomainError, PortalBusyError, StaleVersionError } from '../errors.ts';
import { asRefusal } from './mutations.ts';

test('what was refused goes on record; what may have been done all the same does not', () => {
  const refusal = new DomainError('conflict');
  expect(asRefusal(refusal)).toEqual({ accepted: false, error: refusal });
  for (const fault of [
    new PortalBusyError(new Error('the answer to a commit was lost')),
    new StaleVersionError(),
    new Error('a defect'),
  ]) {
    expect(() => asRefusal(fault)).toThrow(fault);
  }
});
