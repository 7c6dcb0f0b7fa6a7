import { expect, test } from 'vitest';
import { joinTags, splitTags } from './tags.ts';

test('tags are parted however PVE or people wrote them', () => {
  expect(splitTags('db;web')).toEqual(['db', 'web']);
  expect(splitTags(' db, web;x ')).toEqual(['db', 'web', 'x']);
  expect(splitTags('')).toEqual([]);
  expect(splitTags(joinTags(['portal', 'voice']))).toEqual(['portal', 'voice']);
});
