import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVault, systemIds } from './system.ts';

const key = (): string => randomBytes(32).toString('base64url');

test('what is sealed is opened under its key alone, and never twice the same', () => {
  const own = key();
  const sealed = createVault(own).seal('pässword');
  expect(createVault(own).open(sealed)).toBe('pässword');
  expect(createVault(own).seal('pässword')).not.toBe(sealed);
  expect(sealed).not.toContain('ssword');
  expect(() => createVault(key()).open(sealed)).toThrow();
});

test('a retired key opens what it sealed, and seals no more', () => {
  const [former, present] = [key(), key()];
  const both = createVault(present, [key(), former]);
  expect(both.open(createVault(former).seal('pässword'))).toBe('pässword');
  expect(createVault(present).open(both.seal('pässword'))).toBe('pässword');
});

test('a changed seal is refused', () => {
  const vault = createVault(key());
  const bytes = Buffer.from(vault.seal('password'), 'base64url');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  expect(() => vault.open(bytes.toString('base64url'))).toThrow();
});

test('a key of another length is refused', () => {
  expect(() => createVault('c2hvcnQ')).toThrow(TypeError);
});

test('passwords differ, hold letters of both cases and digits, and no character that looks like another', () => {
  const passwords = Array.from({ length: 200 }, () => systemIds.password());
  expect(new Set(passwords).size).toBe(200);
  for (const password of passwords) {
    expect(password).toMatch(/^[a-zA-Z2-9]{5}(-[a-zA-Z2-9]{5}){3}$/);
    expect(password).toMatch(/[a-z].*|[A-Z].*|\d/);
    expect(password).not.toMatch(/[lIO01o]/);
  }
});
