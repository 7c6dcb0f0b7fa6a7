import { expect, test } from 'vitest';
import { joinTags, splitList } from './split-list.ts';

test('tags are parted however PVE or people wrote them', () => {
  expect(splitList('db;web')).toEqual(['db', 'web']);
  expect(splitList(' db, web;x ')).toEqual(['db', 'web', 'x']);
  expect(splitList('')).toEqual([]);
  expect(splitList(joinTags(['portal', 'voice']))).toEqual(['portal', 'voice']);
});
