import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aKeyedRequest, ids, noon } from '../test/records.ts';
import { AlreadyDoneError, canonicalJson, refuseRepeat } from './idempotency.ts';
import type { IdempotencyRecord } from './records.ts';

const input = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
};

describe('the same request under one key', () => {
  test('the order of members makes no difference, at any depth', () => {
    fc.assert(
      fc.property(input, (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test('a member without a value is one that is not there', () => {
    expect(canonicalJson({ name: 'a', ticket: undefined })).toBe(canonicalJson({ name: 'a' }));
  });

  test('every other difference is one: the input can be read back from it', () => {
    fc.assert(
      fc.property(input, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ keys: ['a', 'b'] })).not.toBe(canonicalJson({ keys: ['b', 'a'] }));
  });

  test('what is nested without end is refused as input and does not end the process', () => {
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    expect(() => canonicalJson(endless)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});

describe('a key that was used before', () => {
  const request = aKeyedRequest();
  const record: IdempotencyRecord = {
    requestHash: request.requestHash,
    subject: { type: 'deployment', id: ids.deployment },
    status: 202,
    code: null,
    createdAt: noon,
  };

  test('for nothing: the request goes on', () => {
    expect(() => refuseRepeat(request, null)).not.toThrow();
  });

  test('for the same request: it ends with what that was about', () => {
    expect(() => refuseRepeat(request, record)).toThrow(AlreadyDoneError);
  });

  test('for another request: it is refused', () => {
    const other = { ...record, requestHash: 'other' };
    expect(() => refuseRepeat(request, other)).toThrow(expect.objectContaining({ code: 'idempotency_key_reused' }));
  });
});
