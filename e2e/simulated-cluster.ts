/** The hand behind the simulated cluster: holds its tasks, fails them, and changes VMs outside the portal. */
import { remoteControl } from '@portal/pve-simulator';
import { portal } from './facts.ts';

export const cluster = remoteControl(portal.cluster.url, portal.cluster);
