import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ids, noon } from '../../test/records.ts';
import type { Json } from '../records.ts';
import { keyedRequest, recordOf } from './idempotency.ts';

/** The text itself in place of its digest: equal exactly when the requests are. */
const plain = { next: () => ids.deployment, hash: (text: string) => text, password: () => 'secret' };

type Input = Readonly<Record<string, Json | undefined>>;
const hashOf = (input: Input, operation = 'create') =>
  keyedRequest(plain, ids.owner, { operation, input }, { idempotencyKey: 'key-1' })?.requestHash;

const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined));
const input = fc.dictionary(fc.string({ minLength: 1 }), value, { noNullPrototype: true });

describe('the same request under one key', () => {
  test('without a key nothing is remembered', () => {
    expect(keyedRequest(plain, ids.owner, { operation: 'create', input: {} }, { idempotencyKey: null })).toBeNull();
    expect(recordOf(null, ids.deployment, { now: () => noon, wait: () => Promise.resolve() })).toBeNull();
  });

  test('the order of the fields makes no difference', () => {
    fc.assert(
      fc.property(input, (fields) => {
        expect(hashOf(Object.fromEntries(Object.entries(fields).toReversed()))).toBe(hashOf(fields));
      }),
    );
  });

  test('a field without a value is a field that is not there', () => {
    fc.assert(
      fc.property(input, (fields) => {
        const said = Object.fromEntries(Object.entries(fields).filter(([, one]) => one !== undefined));
        expect(hashOf(said)).toBe(hashOf(fields));
      }),
    );
    expect(hashOf({ name: 'a', ticket: undefined })).toBe(hashOf({ name: 'a' }));
  });

  test('another value, another field or another operation is another request', () => {
    const one = hashOf({ id: ids.deployment, hours: 1 }, 'extend');
    expect(hashOf({ id: ids.deployment, hours: 2 }, 'extend')).not.toBe(one);
    expect(hashOf({ id: ids.other, hours: 1 }, 'extend')).not.toBe(one);
    expect(hashOf({ id: ids.deployment, hours: '1' }, 'extend')).not.toBe(one);
    expect(hashOf({ id: ids.deployment }, 'extend')).not.toBe(one);
    expect(hashOf({ id: ids.deployment, hours: 1 }, 'delete')).not.toBe(one);
  });

  test('the record names who asked, under which key, for which deployment, and when', () => {
    const keyed = keyedRequest(plain, ids.owner, { operation: 'create', input: {} }, { idempotencyKey: 'key-1' });
    expect(recordOf(keyed, ids.deployment, { now: () => noon, wait: () => Promise.resolve() })).toEqual({
      userId: ids.owner,
      key: 'key-1',
      requestHash: '["create",[]]',
      deploymentId: ids.deployment,
      createdAt: noon,
    });
  });
});
