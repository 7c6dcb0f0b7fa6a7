import { expect, test } from 'vitest';
import { decodeForm } from '../src/http/request-parameters.ts';

test('an unencoded = cuts a value, as it does in PVE', () => {
  expect(Object.fromEntries(decodeForm('net0=virtio,bridge=vmbr0'))).toEqual({ net0: 'virtio,bridge' });
});

test('a semicolon separates pairs like an ampersand', () => {
  expect(Object.fromEntries(decodeForm('tags=a;b&cores=2'))).toEqual({ tags: 'a', b: undefined, cores: '2' });
});

test('plus is a blank and escapes are UTF-8', () => {
  expect(decodeForm('description=a+b%20c%E2%9C%93%2B').get('description')).toBe('a b c✓+');
});

test('a repeated key becomes a list', () => {
  expect(decodeForm('command=a&command=b').get('command')).toEqual(['a', 'b']);
});

test('a broken escape stays as it is', () => {
  expect(decodeForm('x=100%&y=%zz').get('x')).toBe('100%');
});
