// What requests and attempts are counted by where nobody knows who asks. Who has one IPv6 address has the 64 bits behind it.
const nobodysAddress = 'unknown';
const longestAddress = 64;
const networkGroups = 4;
const allGroups = 8;

/** An IPv4 address, or the network of an IPv6 address. */
export const networkOf = (address: string | null | undefined): string => {
  if (address === null || address === undefined || address === '') return nobodysAddress;
  if (!address.includes(':')) return address.slice(0, longestAddress);
  const [head = '', tail] = address.split('%', 1).join('').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, allGroups - before.length - after.length);
  const groups = [...before, ...Array.from({ length: gap }, () => '0'), ...after].slice(0, networkGroups);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
};
