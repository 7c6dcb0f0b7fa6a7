// Who is told what of how teams and clusters fare.
import { expect, test } from 'vitest';
import { createStack } from './stack.ts';

test('a lead is told of their own team and of no cluster, an auditor of all of them', async () => {
  await using stack = await createStack();
  const [voice, desktop] = [await stack.team('Voice'), await stack.team('Desktop')];
  const [lead, other] = [await stack.person('lead', voice), await stack.person('support', desktop)];
  const [teamless, auditor] = [await stack.person('lead'), await stack.person('auditor')];
  for (const owner of [lead, other, teamless]) await stack.create(owner);
  const signal = AbortSignal.timeout(60_000);
  await stack.engine.observe(stack.cluster.id, signal);
  await stack.engine.sweep();
  const { overview } = stack.services;
  const teamsOf = async (reader: typeof lead) =>
    (await overview.read(reader)).teams.map(({ name, used }) => [name, used.deployments]);
  const countOf = async (reader: typeof lead) => {
    const { expiring } = await overview.read(reader);
    return expiring.reduce((sum, { count }) => sum + count, 0);
  };

  expect(await teamsOf(lead)).toEqual([['Voice', 1]]);
  expect(await countOf(lead)).toBe(1);
  expect(await teamsOf(teamless)).toEqual([]);
  expect(await countOf(teamless)).toBe(0);
  for (const reader of [lead, teamless]) expect((await overview.read(reader)).clusters).toEqual([]);

  expect(await teamsOf(auditor)).toEqual([
    ['Desktop', 1],
    ['Voice', 1],
    [null, 1],
  ]);
  expect(await countOf(auditor)).toBe(3);
  const [cluster] = (await overview.read(auditor)).clusters;
  expect(cluster).toMatchObject({ name: stack.cluster.name, used: { deployments: 3 }, trend: [expect.anything()] });
  expect(cluster?.limit).not.toBeNull();
});
