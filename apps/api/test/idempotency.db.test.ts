// Every mutation of the router under an `Idempotency-Key`.
import { problemSchema } from '@portal/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mutations, mutationNames, mutations, startMutations } from './every-mutation.ts';
import { deployed, type Input } from './mutation-subjects.ts';
import { restOf } from './rest-client.ts';

const seen = (response: Response) => ({
  status: response.status,
  isReplay: response.headers.get('idempotency-replayed') === 'true',
});

describe('under an Idempotency-Key', () => {
  let world: Mutations;
  beforeAll(async () => {
    world = await startMutations();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const send = (name: string, input: Input, key: string): Promise<Response> =>
    world.send(name, input, { 'idempotency-key': key });
  const acts = (): Promise<number> => world.acts();

  test('every mutation is walked below', () => {
    expect(Object.keys(mutations).toSorted()).toEqual(mutationNames);
  });

  test.each(Object.entries(mutations))('%s is carried out once', async (name, prepare) => {
    const { input, other: otherInput, acts: expected = 1, secret = false } = await prepare(world);
    const before = await acts();
    const both = await Promise.all([send(name, input, name), send(name, input, name)]);
    const again = await send(name, input, name);
    expect(await acts()).toBe(before + expected);
    expect(both.map(({ headers }) => headers.get('idempotency-replayed')).toSorted()).toEqual(
      [null, 'true'].toSorted(),
    );
    expect(seen(again).isReplay).toBe(true);
    if (secret) {
      expect(again.status).toBe(409);
      expect(problemSchema.parse(await again.json()).code).toBe('already_shown');
    } else {
      const first = both.find((response) => !seen(response).isReplay);
      expect(first?.ok).toBe(true);
      expect(again.status).toBe(first?.status);
      expect(await again.json()).toEqual(await first?.json());
    }
    const changed = await send(name, otherInput, name);
    expect(problemSchema.parse(await changed.json()).code).toBe('idempotency_key_reused');
    expect(await acts()).toBe(before + expected);
  });

  test('a repeat answers the subject as it is now', async () => {
    const { id } = await deployed(world, 'running');
    const stopped = await send('deployments.stop', { id }, 'now');
    expect(await stopped.json()).toMatchObject({ id, status: 'stopping' });
    await send('deployments.delete', { id }, 'then');
    const repeat = await send('deployments.stop', { id }, 'now');
    expect(seen(repeat)).toEqual({ status: 202, isReplay: true });
    expect(await repeat.json()).toMatchObject({ id, status: 'deleting' });
  });

  test('a key belongs to the token that chose it', async () => {
    const { id } = await deployed(world, 'running');
    const another = await restOf(world.stack, world.admin);
    expect((await send('deployments.extend', { id, hours: 1 }, 'shared')).status).toBe(202);
    const response = await another('POST', `/deployments/${id}/extend`, { key: 'shared', body: { hours: 2 } });
    expect(seen(response)).toEqual({ status: 202, isReplay: false });
  });

  test('what was refused is not remembered: it is decided again', async () => {
    const { id } = await deployed(world, 'running');
    const start = () => send('deployments.start', { id }, 'too-early');
    expect(seen(await start())).toEqual({ status: 409, isReplay: false });
    expect(seen(await start())).toEqual({ status: 409, isReplay: false });
  });
});
