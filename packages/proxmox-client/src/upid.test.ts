import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseUpid } from './upid.ts';

test('a clone’s task id tells its node, start, source and owner', () => {
  const text = 'UPID:pve1:000002AB:00049FA8:6B02AF15:qmclone:9000:portal@pve!portal:';
  expect(parseUpid(text)).toEqual({
    text,
    node: 'pve1',
    startedAt: new Date(0x6b02af15 * 1000),
    type: 'qmclone',
    id: '9000',
    owner: 'portal@pve!portal',
  });
});

test.each([
  ['without an id', 'UPID:pve1:000002AB:00049FA8:6B02AF15:vzdump::root@pam:'],
  ['with a long process start', 'UPID:pve-1:000002AB:100049FA8:6B02AF15:qmstart:100:a@pve:'],
  ['in small letters', 'UPID:pve1:000002ab:00049fa8:6b02af15:resize:105:a@b!c:'],
])('a task id %s is one', (_name, text) => {
  expect(parseUpid(text)?.text).toBe(text);
});

test.each([
  '',
  'UPID:pve1:000002AB:00049FA8:6B02AF15:qmclone:9000:portal@pve!portal',
  'UPID:pve1/..:000002AB:00049FA8:6B02AF15:qmclone:9000:a@pve:',
  'UPID:pve1:000002AB:00049FA8:6B02AF15:qm/clone:9000:a@pve:',
  'UPID:pve1:2AB:00049FA8:6B02AF15:qmclone:9000:a@pve:',
  'upid',
])('“%s” is no task id', (text) => {
  expect(parseUpid(text)).toBeNull();
});

test('what was put together comes apart again', () => {
  const hex = (digits: number) =>
    fc.nat(0xffffffff).map((value) => value.toString(16).toUpperCase().padStart(digits, '0'));
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  fc.assert(
    fc.property(word, hex(8), hex(8), hex(8), word, fc.integer({ min: 100, max: 999999999 }), word, (...parts) => {
      const [node, pid, pstart, start, type, vmid, user] = parts;
      const parsed = parseUpid(`UPID:${node}:${pid}:${pstart}:${start}:${type}:${vmid}:${user}@pve!t:`);
      expect(parsed).toMatchObject({ node, type, id: String(vmid), owner: `${user}@pve!t` });
    }),
  );
});
