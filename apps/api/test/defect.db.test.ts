import { expect, test } from 'vitest';
import { actionsOf } from './observe-cluster.ts';
import { createStack, engineWith, until } from './stack.ts';

const soon = () => AbortSignal.timeout(10_000);

test('a fault of the portal’s own is told to whoever waits, once, and forgotten when it has passed', async () => {
  await using stack = await createStack();
  const id = await stack.create(await stack.person());
  const broken = engineWith(stack, () => ({ configure: () => Promise.reject(new TypeError('not foreseen')) }));
  await until('the place', async () => {
    await stack.engine.dispatch(stack.cluster.id, soon());
    return (await stack.deployment(id)).status === 'provisioning';
  });
  for (let times = 0; times < 3; times += 1) await expect(broken.run(id, soon())).rejects.toThrow('not foreseen');
  const { status, statusMessage } = await stack.deployment(id);
  expect({ status, statusMessage }).toEqual({
    status: 'provisioning',
    statusMessage:
      'Something went wrong in the portal itself. It tries again by itself; if this stays, tell an administrator.',
  });
  expect((await actionsOf(stack, id)).filter((action) => action === 'deployment.waiting')).toHaveLength(1);
  expect((await stack.carry(id, ['running'])).statusMessage).toBeNull();
});
