import { expect, test } from 'vitest';
import { withMoments } from '../src/components/moments-in-text.tsx';

const momentText = (moment: string) => `«${moment}»`;

test('a moment in UTC within a sentence of the server is written as every other moment', () => {
  const waits = 'Waiting for the cluster, which has not answered since 2026-11-22 14:02 UTC.';
  expect(withMoments(waits, momentText)).toBe(
    'Waiting for the cluster, which has not answered since «2026-11-22T14:02:00Z».',
  );
  expect(withMoments('Snapshot of 2026-11-22 12:00 UTC', momentText)).toBe('Snapshot of «2026-11-22T12:00:00Z»');
});

test('what only looks a little like a moment stays as it was written', () => {
  const label = 'before 2026-11-22, at 12:00 UTC';
  expect(withMoments(label, momentText)).toBe(label);
});
