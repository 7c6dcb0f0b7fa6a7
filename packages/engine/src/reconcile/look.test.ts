import { type GuestRef, HypervisorError, type HypervisorErrorCode } from '@portal/domain';
import { expect, test } from 'vitest';
import { askNode } from './look.ts';

/** Answers for `pve1`; whatever is asked of another node ends with the code. */
const aCluster = (code: HypervisorErrorCode) => {
  const asked: string[] = [];
  const guestName = async ({ node, vmid }: GuestRef): Promise<string> => {
    asked.push(`${node}/${vmid}`);
    if (node === 'pve1') return `vm-${vmid}`;
    throw new HypervisorError(code, 'The cluster gave no answer in time', { maybeDone: false });
  };
  const look = { silentNodes: new Map<string, HypervisorError>() };
  return { asked, cluster: { guestName: (ref: GuestRef) => askNode(look, ref.node, () => guestName(ref)) } };
};

test('a node that gave no answer in time is not asked again, and the others are', async () => {
  const { asked, cluster } = aCluster('deadline');
  await expect(cluster.guestName({ node: 'pve2', vmid: 1 })).rejects.toThrow('no answer in time');
  await expect(cluster.guestName({ node: 'pve2', vmid: 2 })).rejects.toThrow('no answer in time');
  expect(await cluster.guestName({ node: 'pve1', vmid: 3 })).toBe('vm-3');
  expect(asked).toEqual(['pve2/1', 'pve1/3']);
});

test('a node that refuses for one VM is asked for the next', async () => {
  const { asked, cluster } = aCluster('guest_missing');
  for (const vmid of [1, 2]) await expect(cluster.guestName({ node: 'pve2', vmid })).rejects.toThrow();
  expect(asked).toEqual(['pve2/1', 'pve2/2']);
});
