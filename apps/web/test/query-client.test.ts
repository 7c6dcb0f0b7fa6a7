import { expect, test } from 'vitest';
import { makeQueryClient } from '../src/trpc/query-client.ts';

test('the server asks once, and does not keep a person waiting for a page that fails', async () => {
  let asked = 0;
  const queryFn = (): Promise<never> => {
    asked += 1;
    return Promise.reject(new Error('the database is away'));
  };
  await makeQueryClient().prefetchQuery({ queryKey: ['page'], queryFn });
  expect(asked).toBe(1);
});
