// The kinds of consoles, how one ends, and in which statuses there is one. Free of zod, like `status.ts`.
import type { DeploymentStatus } from './deployment-actions.ts';

/**
 * Why the portal closes a console, by the code that its WebSocket is closed with. A close without any of these is a
 * connection that broke.
 */
export const consoleEndCodes = {
  /** The ticket was used before, has run out, or never was one. */
  ticket_refused: 4001,
  signed_out: 4002,
  rights_changed: 4003,
  lease_ended: 4004,
  vm_off: 4005,
  /** Nothing was typed or pointed at for as long as a console waits. */
  idle: 4006,
  /** It was open for as long as one may be. */
  time_over: 4007,
  cluster_unreachable: 4008,
  /** The portal’s token on the cluster lacks the right to consoles. */
  not_permitted: 4009,
  /** What stands there is not certain to be this VM. */
  vm_uncertain: 4010,
  /** The VM’s own end of the connection was lost. */
  vm_lost: 4011,
  /** The browser sent what no console takes. */
  not_understood: 4012,
  /** This part of the portal restarts. */
  restarting: 4013,
  /** The VM has no serial port that a console could be connected to. */
  no_serial_port: 4014,
  /** The VM is still being made, and is not on yet. */
  not_started: 4015,
} as const;
export type ConsoleEnd = keyof typeof consoleEndCodes;

/** What the browser offers with its ticket, by what it wants to see: the ticket stands in a header, and in no address. */
export const consoleProtocols = { screen: 'portal-screen', serial: 'portal-serial' } as const;
/** `screen`: RFB, as noVNC speaks it. `serial`: the messages of PVE’s terminals, after `OK`. */
export type ConsoleKind = keyof typeof consoleProtocols;

const statuses: readonly DeploymentStatus[] = [
  ...['running', 'suspended', 'stopping', 'rebooting', 'resetting', 'suspending', 'resuming'],
  ...['snapshotting', 'removing_snapshot', 'resizing', 'setting_password', 'provisioning'],
] as const satisfies readonly DeploymentStatus[];

/** Whether a VM is on, so that it has a screen, or will be: while it boots for the first time it is still being made. */
export const hasConsole = (status: DeploymentStatus): boolean => statuses.includes(status);
