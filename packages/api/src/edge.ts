// What a process needs to serve HTTP as the portal does.
export { addressHeader, forwarderHeader } from './edge/client-address.ts';
export { closeServer } from './edge/close-server.ts';
export { type AddressRule, createEdgeServer, type EdgeOptions } from './edge/server.ts';
export type { Upgrade } from './edge/upgrade.ts';
