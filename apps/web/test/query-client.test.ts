import { MutationObserver, onlineManager } from '@tanstack/react-query';
import { afterEach, describe, expect, test } from 'vitest';
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

/** What a hook of a careless day might ask for. */
const careless = { networkMode: 'online', retry: 3, retryDelay: 0, scope: { id: 'one after another' } } as const;

describe('what a person asks for', () => {
  afterEach(() => onlineManager.setOnline(true));

  const pressed = (options: object = {}) => {
    const client = makeQueryClient();
    client.mount();
    let sent = 0;
    const mutationFn = (): Promise<never> => {
      sent += 1;
      return Promise.reject(new Error('the network is off'));
    };
    const press = () => new MutationObserver(client, { ...options, mutationFn }).mutate();
    return { client, press, sent: () => sent };
  };

  test.each([
    ['a mutation as the portal makes them', {}],
    ['a mutation whose own options say otherwise', careless],
  ])('%s has failed at once without a network, and is not sent when the network is back', async (_, options) => {
    const { client, press, sent } = pressed(options);
    onlineManager.setOnline(false);
    await expect(press()).rejects.toThrow('the network is off');
    expect(
      client
        .getMutationCache()
        .getAll()
        .filter(({ state }) => state.isPaused),
    ).toEqual([]);
    const before = sent();
    onlineManager.setOnline(true);
    await client.resumePausedMutations();
    expect(sent()).toBe(before);
    expect(before).toBe(1);
    client.unmount();
  });

  test('it does not wait for another of its kind', async () => {
    const client = makeQueryClient();
    const never = new MutationObserver(client, {
      scope: careless.scope,
      mutationFn: () => new Promise<never>(() => {}),
    });
    void never.mutate();
    const next = new MutationObserver(client, { scope: careless.scope, mutationFn: () => Promise.resolve('sent') });
    expect(await next.mutate()).toBe('sent');
  });
});
