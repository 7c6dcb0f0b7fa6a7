import { describe, expect, test } from 'vitest';
import { authorizationOf, isLoopback, parseBaseUrl } from './options.ts';

describe('the cluster’s address', () => {
  test.each([
    ['https://pve.example.com:8006', 'https://pve.example.com:8006/api2/json'],
    ['https://pve.example.com:8006/', 'https://pve.example.com:8006/api2/json'],
    ['https://pve.example.com:8006/api2/json/', 'https://pve.example.com:8006/api2/json'],
    ['https://proxy.example.com/pve', 'https://proxy.example.com/pve/api2/json'],
  ])('%s leads to %s', (text, href) => {
    expect(parseBaseUrl(text).href).toBe(href);
  });

  test.each(['', 'pve:8006', 'ftp://pve', 'https://root:secret@pve:8006', 'https://pve:8006/?a=b'])(
    '“%s” is refused',
    (text) => {
      expect(() => parseBaseUrl(text)).toThrow(TypeError);
    },
  );

  test.each([
    ['http://localhost:1', true],
    ['http://127.8.9.1:1', true],
    ['http://[::1]:1', true],
    ['http://10.0.0.1:1', false],
    ['http://127.example.com', false],
  ])('%s stays on this machine: %s', (text, expected) => {
    expect(isLoopback(new URL(text))).toBe(expected);
  });
});

describe('the token', () => {
  test('is written as PVE reads it', () => {
    expect(authorizationOf('portal@pve!portal', '1b-2c')).toBe('PVEAPIToken=portal@pve!portal=1b-2c');
  });

  test.each([
    ['portal@pve', 'x'],
    ['portal!x', 'x'],
    ['portal@pve!x\r\nHost: evil', 'x'],
    ['portal@pve!x', ''],
    ['portal@pve!x', 'hush\r\nhush'],
  ])('of %j and %j is refused, and the secret not repeated', (id, secret) => {
    const attempt = () => authorizationOf(id, secret);
    expect(attempt).toThrow(TypeError);
    expect(attempt).not.toThrow(/hush/);
  });
});
