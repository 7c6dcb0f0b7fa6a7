// One console, from the ticket to its end: the VM is proven to be this deployment's, its far end opened on the cluster, the browser let in,
// and what they say passed on, no faster than either reads. It ends with whatever ends first, and says why.
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type ConsoleVisit,
  checkOwnership,
  type GuestConfig,
  type GuestRef,
  HypervisorError,
  isBeingMade,
  type Log,
} from '@portal/domain';
import type { ConsoleEnd, ConsoleKind } from '@portal/types';
import { ClientMessages } from './client-messages.ts';
import type { ConsoleHypervisor, ConsoleLanguage, FarEnd } from './console-language.ts';
import { screen } from './rfb/screen.ts';
import { serialPort } from './serial/serial-port.ts';
import { PeerError } from './take-bytes.ts';

const languages: Readonly<Record<ConsoleKind, ConsoleLanguage>> = { screen, serial: serialPort };

interface ConsoleLimits {
  /** Without a key or the mouse, where these reach the VM. */
  readonly idleMs: number;
  readonly longestMs: number;
}

export interface RelayOptions {
  readonly hypervisor: ConsoleHypervisor;
  readonly limits: ConsoleLimits;
  /** Aborts when this process stops. */
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/** For the cluster to answer and to let the relay in; PVE itself waits ten seconds. */
const openWithinMs = 15_000;

const endOf = (error: unknown): ConsoleEnd => {
  if (error instanceof PeerError) return 'vm_lost';
  if (!(error instanceof HypervisorError)) throw error;
  return error.code === 'forbidden' ? 'not_permitted' : 'cluster_unreachable';
};

/** With rights from a pool alone, a VM that is not there answers "forbidden"; one that has moved is found by the next look at the cluster. */
const saysMissing = (error: unknown): boolean =>
  error instanceof HypervisorError && (error.code === 'guest_missing' || error.code === 'forbidden');

/** Whoever types there must type to this VM and no other that has its id by now: null where it may be another. */
const configIfOurs = async (
  hypervisor: ConsoleHypervisor,
  deployment: ConsoleVisit['deployment'],
  at: { readonly ref: GuestRef; readonly signal: AbortSignal },
): Promise<GuestConfig | null> => {
  try {
    const config = await hypervisor.guestConfig(at.ref, at.signal, 'running');
    return checkOwnership(deployment, config).ours ? config : null;
  } catch (error) {
    if (saysMissing(error)) return null;
    throw error;
  }
};

const isOn = async (hypervisor: ConsoleHypervisor, ref: GuestRef, signal: AbortSignal): Promise<boolean> =>
  (await hypervisor.guestStatus(ref, signal)).power !== 'stopped';

/** The VM's end, signed in to; or why it cannot be had. */
const openFarEnd = async (
  { deployment, kind }: ConsoleVisit,
  { hypervisor, stopping, log }: RelayOptions,
): Promise<Duplex | ConsoleEnd> => {
  const { node, vmid } = deployment;
  if (node === null || vmid === null) return 'vm_off';
  const ref = { node, vmid };
  const signal = AbortSignal.any([AbortSignal.timeout(openWithinMs), stopping]);
  let opened: FarEnd | ConsoleEnd | null = null;
  try {
    const config = await configIfOurs(hypervisor, deployment, { ref, signal });
    if (config === null) return isBeingMade(deployment) ? 'not_started' : 'vm_uncertain';
    if (isBeingMade(deployment) && !(await isOn(hypervisor, ref, signal))) return 'not_started';
    opened = await languages[kind].open(hypervisor, { ref, config, signal });
    if (typeof opened === 'string') return opened;
    await opened.begin();
    return opened.stream;
  } catch (error) {
    if (opened !== null && typeof opened !== 'string') opened.stream.destroy();
    if (stopping.aborted) return 'restarting';
    if (signal.aborted) return 'cluster_unreachable';
    log.warn('a console could not be opened', { deploymentId: deployment.id, error: String(error) });
    return endOf(error);
  }
};

/** Resolves when nothing was done for so long; `touch` says that something was. */
const idleAlarm = (idleMs: number, signal: AbortSignal) => {
  const idle = Promise.withResolvers<void>();
  const timer = setTimeout(idle.resolve, idleMs);
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return { passed: idle.promise, touch: () => timer.refresh() };
};

/** Until one of them ends: `left` where that is the browser. The end of one is not passed on to the browser, which is told why. */
const passOn = (browser: Duplex, vm: Duplex, messages: ClientMessages): Promise<ConsoleEnd | 'left'> =>
  new Promise((resolve) => {
    // Whoever went while the console was being opened has said so already.
    if (browser.destroyed) return resolve('left');
    if (vm.destroyed) return resolve('vm_lost');
    browser.once('close', () => resolve('left'));
    vm.once('close', () => resolve('vm_lost'));
    messages.once('error', () => resolve('not_understood'));
    browser.pipe(messages).pipe(vm);
    vm.pipe(browser, { end: false });
  });

const letIn = async (
  { welcome }: ConsoleLanguage,
  browser: Duplex,
  signal: AbortSignal,
): Promise<'left' | 'not_understood' | null> => {
  try {
    await welcome(browser, signal);
    return null;
  } catch (error) {
    return error instanceof PeerError && browser.destroyed ? 'left' : 'not_understood';
  }
};

const never = new Promise<never>(() => undefined);

/** Whatever ends it first. */
const untilEnd = async (
  { visit, browser, vm }: { readonly visit: ConsoleVisit; readonly browser: Duplex; readonly vm: Duplex },
  { limits, stopping }: RelayOptions,
  over: AbortSignal,
): Promise<ConsoleEnd | 'left'> => {
  const idle = idleAlarm(limits.idleMs, over);
  const language = languages[visit.kind];
  const messages = new ClientMessages({ find: language.find, viewOnly: visit.viewOnly, onInput: idle.touch });
  const shown = async (): Promise<ConsoleEnd | 'left'> => {
    const refusal = await letIn(language, browser, AbortSignal.any([AbortSignal.timeout(openWithinMs), over]));
    return refusal ?? passOn(browser, vm, messages);
  };
  const stopped = new Promise<'restarting'>((resolve) => {
    stopping.addEventListener('abort', () => resolve('restarting'), { once: true, signal: over });
  });
  return Promise.race([
    shown(),
    stopped,
    visit.ended(over).then((end) => end ?? never),
    wait(limits.longestMs, 'time_over' as const, { signal: over }).catch(() => never),
    visit.viewOnly ? never : idle.passed.then(() => 'idle' as const),
  ]);
};

/** Answers why it ended; `left` where whoever sat there has gone. Never rejects for what a browser or a cluster does. */
export const relayConsole = async (
  visit: ConsoleVisit,
  browser: Duplex,
  options: RelayOptions,
): Promise<ConsoleEnd | 'left'> => {
  const vm = await openFarEnd(visit, options);
  if (typeof vm === 'string') {
    await visit.failed(vm);
    return vm;
  }
  const over = new AbortController();
  try {
    await visit.opened();
    const end = await untilEnd({ visit, browser, vm }, options, over.signal);
    await visit.closed(end);
    return end;
  } finally {
    over.abort();
    vm.destroy();
  }
};
