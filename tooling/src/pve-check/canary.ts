/**
 * The canary: one VM from a template, configured, started, waited for and destroyed, as the portal would do it, and as careful. Its id
 * comes from the free end of the portal's range, its mark is there from the clone call on, and whatever happens it is cleaned up afterwards.
 */
import { randomUUID } from 'node:crypto';
import {
  balloonFor,
  type CloneRequest,
  type GuestConfig,
  type GuestRef,
  HypervisorError,
  type ObservedGuest,
  portalTag,
  readAddresses,
} from '@portal/domain';
import { type Canary, cleanUp } from './canary-cleanup.ts';
import { awaitTask, pause } from './canary-task.ts';
import { type Finding, fail, ok, some, warn } from './finding.ts';
import type { CheckedOffer } from './offers.ts';
import { isRefusal, type Target, tryTo } from './target.ts';

export interface CanaryRequest {
  readonly vmid: number;
  /** Null for a template that is not on offer. */
  readonly offer: CheckedOffer | null;
}

type Tell = (finding: Finding) => void;

const check = 'canary';
const NAME_PREFIX = 'pve-check-';
const CLONE_DEADLINE_MS = 60 * 60_000;
const START_DEADLINE_MS = 5 * 60_000;
const ADDRESS_DEADLINE_MS = 10 * 60_000;
/** As long as the portal itself waits for one of the VM’s own network cards. */
const OWN_ADDRESS_MS = 2 * 60_000;
const ADDRESS_POLL_MS = 500;
const POST_DEADLINE_MS = 70_000;
const IDS_TRIED = 50;

/** From the far end: the portal itself takes ids from the front. */
async function freeVmid(target: Target, guests: readonly ObservedGuest[]): Promise<number> {
  const { vmidMin, vmidMax } = target.configuration.settings;
  const taken = new Set(guests.map(({ vmid }) => vmid));
  for (let vmid = vmidMax; vmid >= Math.max(vmidMin, vmidMax - IDS_TRIED); vmid -= 1) {
    if (!taken.has(vmid) && (await target.hypervisor.isVmidFree(vmid, target.signal))) return vmid;
  }
  throw new HypervisorError('vmid_taken', `No VMID is free at the end of ${vmidMin} to ${vmidMax}`, {
    maybeDone: false,
  });
}

/** Of the storages that full clones may go to, the one with most room of those that can be written to there. */
async function storageOn({ inspector, configuration, signal }: Target, node: string): Promise<string> {
  const { storages } = configuration.settings;
  const usable = (await inspector.storages(node, signal)).filter(
    ({ name, active, content }) => storages.includes(name) && active && content.includes('images'),
  );
  const [roomiest] = usable.sort((one, other) => (other.freeGiB ?? 0) - (one.freeGiB ?? 0));
  if (roomiest !== undefined) return roomiest.name;
  throw new HypervisorError('rejected', `No storage for full clones (${some(storages)}) is active on ${node}`, {
    maybeDone: false,
  });
}

async function requestFor(target: Target, canary: Canary, { offer }: CanaryRequest): Promise<CloneRequest> {
  const { pool } = target.configuration.settings;
  return {
    source: canary.source,
    vmid: canary.ref.vmid,
    name: `${NAME_PREFIX}${canary.mark.slice(-8)}`,
    description: `${canary.mark}\nMade by "pnpm pve:check --canary" of the support portal, which deletes it again.`,
    pool,
    target: null,
    full: offer?.cloneMode === 'full' ? { storage: await storageOn(target, canary.source.node) } : null,
  };
}

const seconds = (since: number): string => `${((Date.now() - since) / 1_000).toFixed(1)} s`;

/** Not the person's signal: with the answer lost, nobody would know which task to wait for. */
const whole = (): AbortSignal => AbortSignal.timeout(POST_DEADLINE_MS);

/** A clone that answers with nothing may happen all the same: its task is looked for when it is cleaned up. */
async function clone(target: Target, canary: Canary, request: CloneRequest): Promise<void> {
  canary.posted = true;
  const answer = await tryTo(target.hypervisor.clone(request, whole()));
  if (isRefusal(answer)) {
    canary.posted = answer.maybeDone;
    throw answer;
  }
  canary.upids.push(answer);
  await awaitTask(target, answer, { deadlineMs: CLONE_DEADLINE_MS, signal: target.signal });
}

/** At the template's own size. Without an address from cloud-init, a cloud image would ask nobody for one. */
async function configure(
  target: Target,
  { ref }: Canary,
  { offer }: CanaryRequest,
  config: GuestConfig,
): Promise<void> {
  const { cores, memoryMiB, hasCloudInitDrive } = config;
  const login = { user: offer?.loginUser ?? null, password: null, sshKeys: [] };
  const cloudInit = (offer?.cloudInit ?? hasCloudInitDrive) ? { ...login, network: offer?.network ?? 'dhcp' } : null;
  const { protection: unprotect } = config.options;
  const balloonMiB = balloonFor(config, memoryMiB);
  const request = { cores, memoryMiB, balloonMiB, tags: [portalTag], unprotect, cloudInit };
  await target.hypervisor.configure(ref, request, whole());
}

async function start(target: Target, canary: Canary): Promise<void> {
  const upid = await target.hypervisor.start(canary.ref, whole());
  canary.upids.push(upid);
  await awaitTask(target, upid, { deadlineMs: START_DEADLINE_MS, signal: target.signal });
}

const noAddresses = { addresses: [], addressesAreFallback: false } as const;

async function firstAddress({ hypervisor, signal }: Target, ref: GuestRef): Promise<string> {
  const begun = Date.now();
  for (;;) {
    const found = await tryTo(readAddresses(hypervisor, ref, signal));
    if (isRefusal(found) && found.code !== 'agent_unavailable') throw found;
    const waited = Date.now() - begun;
    const { addresses, addressesAreFallback } = isRefusal(found) ? noAddresses : found;
    const [address] = addresses;
    if (address !== undefined && !addressesAreFallback) return address;
    if (address !== undefined && waited > OWN_ADDRESS_MS) return `${address}, on none of its own network cards,`;
    if (waited > ADDRESS_DEADLINE_MS) {
      throw new HypervisorError('agent_unavailable', 'Its agent gave no address in ten minutes', { maybeDone: false });
    }
    await pause(ADDRESS_POLL_MS, signal);
  }
}

async function live(target: Target, canary: Canary, request: CanaryRequest, tell: Tell): Promise<void> {
  const { hypervisor, signal } = target;
  const begun = Date.now();
  await clone(target, canary, await requestFor(target, canary, request));
  tell(ok(check, `VM ${canary.ref.vmid} cloned on ${canary.ref.node} in ${seconds(begun)}`));
  const config = await hypervisor.guestConfig(canary.ref, signal);
  await configure(target, canary, request, config);
  const started = Date.now();
  await start(target, canary);
  tell(ok(check, `configured, and started in ${seconds(started)}`));
  if (request.offer?.guestAgent === false || !config.agentEnabled) {
    tell(ok(check, 'no address was waited for: it has no agent'));
    return;
  }
  const asked = Date.now();
  const address = await firstAddress(target, canary.ref);
  tell(ok(check, `its agent gave the address ${address} after ${seconds(asked)}`));
}

/** Tells each step when it is done. */
export async function runCanary(target: Target, request: CanaryRequest, tell: Tell): Promise<void> {
  const guests = await tryTo(target.inspector.guests(target.signal));
  if (isRefusal(guests)) return tell(fail(check, `not begun: ${guests.message}`, 'Try again.'));
  const left = guests.filter(({ name }) => name?.startsWith(NAME_PREFIX) === true).map(({ vmid }) => vmid);
  if (left.length > 0) tell(warn(check, `${some(left)}: left behind by an earlier one`, 'Look at it, and destroy it.'));
  const source = guests.find(({ vmid, template }) => vmid === request.vmid && template);
  if (source === undefined) {
    const todo = 'Name a template that the token may see, by its VMID or by the slug of its offer.';
    return tell(fail(check, `not begun: ${request.vmid} is no template here`, todo));
  }
  const vmid = await tryTo(freeVmid(target, guests));
  if (isRefusal(vmid)) return tell(fail(check, vmid.message, 'Give the portal a range of its own.'));
  const canary: Canary = {
    source: { node: source.node, vmid: source.vmid },
    ref: { node: source.node, vmid },
    mark: `pve-check: ${randomUUID()}`,
    begunAt: new Date(),
    posted: false,
    upids: [],
  };
  const fate = await tryTo(live(target, canary, request, tell).catch(asRefusal(target)));
  if (target.signal.aborted) tell(fail(check, 'interrupted', 'Begin again when there is time.'));
  else if (isRefusal(fate)) tell(fail(check, fate.message, 'A person would meet the same: mend it first.'));
  tell(await cleanUp(target, canary));
}

/** Ctrl-C ends whatever is waited for. */
const asRefusal =
  ({ signal }: Target) =>
  (error: unknown) => {
    if (!signal.aborted) throw error;
    throw new HypervisorError('deadline', 'Interrupted', { maybeDone: true });
  };
