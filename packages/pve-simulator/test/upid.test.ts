import { expect, test } from 'vitest';
import { formatUpid, parseUpid } from '../src/tasks/upid.ts';

const recorded = 'UPID:pve1:00000054:00095A9F:6B02BB31:qmclone:9000:portal@pve!portal:';

test('a recorded UPID survives parsing and printing', () => {
  const parts = parseUpid(recorded);
  expect(parts).toMatchObject({ node: 'pve1', pid: 84, pstart: 613_023, type: 'qmclone', id: '9000' });
  expect(parts === null ? null : formatUpid(parts)).toBe(recorded);
});

test('a pstart may take nine digits', () => {
  expect(parseUpid('UPID:pve1:00000054:100095A9F:6B02BB31:qmstart:310:root@pam:')?.pstart).toBe(0x1_0009_5a9f);
});

test.each(['UPID:pve1:54:00095A9F:6B02BB31:qmclone:9000:root@pam:', recorded.slice(0, -1), 'nonsense'])(
  '%s is no UPID',
  (text) => {
    expect(parseUpid(text)).toBeNull();
  },
);
