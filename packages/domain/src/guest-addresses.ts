// Under which addresses a VM is reached. A guest reports every interface that it has: those of containers and tunnels
// lead nowhere from outside, so only the VM's own network cards, known by their MAC addresses, count.
import type { GuestInterface, GuestRef, Hypervisor } from './hypervisor.ts';

export interface GuestAddresses {
  /** IPv4 first, in the order of the network cards; none twice. */
  readonly addresses: readonly string[];
  /** None of the VM's own cards has one: these are of other interfaces. */
  readonly addressesAreFallback: boolean;
}

const isIpv6 = (address: string): boolean => address.includes(':');

const inOrder = (interfaces: readonly GuestInterface[]): readonly string[] => {
  const all = [...new Set(interfaces.flatMap(({ addresses }) => addresses))];
  return [...all.filter((address) => !isIpv6(address)), ...all.filter(isIpv6)];
};

/** `macs`: of the VM's own network cards, in their order. */
export const addressesOf = (interfaces: readonly GuestInterface[], macs: readonly string[]): GuestAddresses => {
  const own = inOrder(macs.flatMap((card) => interfaces.filter(({ mac }) => mac === card)));
  if (own.length > 0) return { addresses: own, addressesAreFallback: false };
  const others = inOrder(interfaces);
  return { addresses: others, addressesAreFallback: others.length > 0 };
};

/** Rejects as the guest agent and the configuration do; the configuration is read only where there is an address. */
export const readAddresses = async (
  hypervisor: Pick<Hypervisor, 'guestInterfaces' | 'guestConfig'>,
  ref: GuestRef,
  signal: AbortSignal,
): Promise<GuestAddresses> => {
  const interfaces = await hypervisor.guestInterfaces(ref, signal);
  const told = interfaces.some(({ addresses }) => addresses.length > 0);
  const { macs } = told ? await hypervisor.guestConfig(ref, signal) : { macs: [] };
  return addressesOf(interfaces, macs);
};

/** Whether what was just read is to replace what is known: a fall-back never replaces an address of the VM's own. */
export const isBetter = (known: GuestAddresses, read: GuestAddresses): boolean => {
  if (read.addresses.length === 0) return false;
  const knowsOwn = known.addresses.length > 0 && !known.addressesAreFallback;
  if (read.addressesAreFallback && knowsOwn) return false;
  return known.addressesAreFallback !== read.addressesAreFallback || known.addresses.join() !== read.addresses.join();
};
