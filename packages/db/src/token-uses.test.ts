import type { TokenPrincipal } from '@portal/domain';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type TokenUse, TokenUses, tokenUseTiming } from './token-uses.ts';

const token = (tokenId: string): TokenPrincipal => ({
  ...{ kind: 'token', tokenId, tokenName: 'ci', scopes: null, userId: 'u', name: 'Sam', email: 'sam@example.com' },
  ...{ role: 'support', team: null },
});

const written: (readonly TokenUse[])[] = [];
const warnings: string[] = [];
const log = { info: () => undefined, error: () => undefined, warn: (message: string) => void warnings.push(message) };

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-28T12:00:00.000Z') });
});
afterEach(() => {
  vi.useRealTimers();
  written.length = 0;
  warnings.length = 0;
});

const usesWith = (settle = async (uses: readonly TokenUse[]): Promise<void> => void written.push(uses)) =>
  new TokenUses({ now: () => new Date(), settle, log });

test('a token that is used all the time is written once a minute, and each address of it once a block', async () => {
  const uses = usesWith();
  for (let second = 0; second < 125; second += 1) {
    uses.note(token('a'), '192.0.2.1');
    uses.note(token('a'), '192.0.2.2');
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(written.map((block) => block.map(({ address }) => address))).toEqual(
    Array.from({ length: 3 }, () => ['192.0.2.1', '192.0.2.2']),
  );
});

test('the first use is written a moment later, and what is waiting at the end', async () => {
  const uses = usesWith();
  uses.note(token('a'), '192.0.2.1');
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(tokenUseTiming.firstMs);
  expect(written).toHaveLength(1);
  uses.note(token('b'), 'fe80::1%eth0');
  await uses.settle();
  expect(written[1]?.map(({ principal, address }) => [principal.tokenId, address])).toEqual([['b', 'fe80::1']]);
  await uses.settle();
  expect(written).toHaveLength(2);
});

test('without an address there is nothing to tell, and a database that is away costs a warning', async () => {
  const uses = usesWith(() => Promise.reject(new Error('away')));
  uses.note(token('a'), null);
  uses.note(token('a'), 'unix socket');
  await uses.settle();
  expect(warnings).toEqual([]);
  uses.note(token('a'), '2001:db8::1');
  await uses.settle();
  expect(warnings).toHaveLength(1);
});
