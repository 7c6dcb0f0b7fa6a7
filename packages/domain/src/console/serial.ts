// Whether a VM has a serial console, told before anybody asks PVE: a VM is cloned with the serial ports of its PVE template.
import type { LastObservation } from '../last-observation.ts';

/** Before qemu-server 9.1.7, which every 9.2 has, PVE’s terminals let in users alone, and the portal comes with a token. */
const terminalsTakeTokens = (pveVersion: string | null): boolean => {
  const [major = 0, minor = 0] = (pveVersion ?? '').split('.').map(Number);
  return major > 9 || (major === 9 && minor >= 2);
};

export const offersSerial = (
  { pveVersion, templates }: Pick<LastObservation, 'pveVersion' | 'templates'>,
  sourceVmid: number,
): boolean =>
  terminalsTakeTokens(pveVersion) && templates.some(({ vmid, config }) => vmid === sourceVmid && config?.hasSerialPort);
