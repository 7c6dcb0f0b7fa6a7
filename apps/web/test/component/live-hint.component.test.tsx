/** Whether the page is true: it says so, and how old it is where it is not. */
import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveHint } from '../../src/features/live/live-hint.tsx';
import { LiveContext, type LiveState } from '../../src/features/live/live-updates.tsx';
import { noteHeard } from '../../src/trpc/heard.ts';
import { show } from './stage.tsx';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-22T14:02:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const showIn = (state: LiveState) =>
  show(
    <LiveContext value={state}>
      <LiveHint />
    </LiveContext>,
  );
const pass = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1_000));

test.each([
  ['reconnecting', 'Reconnecting…'],
  ['offline', 'Offline'],
] as const)('a page that is %s says how old it is, and goes on counting', (state, words) => {
  noteHeard();
  pass(7);
  showIn(state);
  expect(screen.getByRole('status').textContent).toBe(words);
  pass(1);
  screen.getByText('Updated 8 s ago');
  pass(60);
  screen.getByText('Updated 1 min 8 s ago');
});

test('a page that is live is not old', () => {
  noteHeard();
  showIn('live');
  pass(60);
  expect(screen.getByRole('status').textContent).toBe('Live');
  expect(screen.queryByText(/^Updated/)).toBeNull();
});
