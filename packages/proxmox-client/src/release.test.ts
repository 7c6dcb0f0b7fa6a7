import { expect, test } from 'vitest';
import { checkRelease } from './release.ts';

test.each([
  ['8.0-2', 8, 0],
  ['8.0.3', 8, 0],
  ['8.4.14', 8, 4],
  ['9.0.0~11', 9, 0],
  ['9.2.11', 9, 2],
])('PVE %s is supported', (version, major, minor) => {
  expect(checkRelease(version)).toEqual({ supported: true, major, minor, warning: null });
});

test.each(['7.4-17', '7.0-8', '6.4-15'])('PVE %s is refused, with what to do', (version) => {
  const verdict = checkRelease(version);
  expect(verdict).toEqual({ supported: false, reason: expect.stringMatching(/too old.*8\.0.*Upgrade/) });
});

test.each(['10.0.1', '11.2-3'])('PVE %s is tried, with a warning', (version) => {
  expect(checkRelease(version)).toMatchObject({ supported: true, warning: expect.stringContaining(version) });
});

test.each(['', 'nine', '9', '9.x', 'v9.2'])('“%s” is no release', (version) => {
  expect(checkRelease(version)).toMatchObject({ supported: false });
});
