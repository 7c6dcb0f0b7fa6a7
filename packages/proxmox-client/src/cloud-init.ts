// Cloud-init settings as options of a VM's configuration. PVE writes them to the cloud-init drive at the next start.
import type { CloudInit } from '@portal/domain';

const addressing = {
  dhcp: 'ip=dhcp',
  dhcp_dual_stack: 'ip=dhcp,ip6=auto',
  as_template: null,
} as const satisfies Record<CloudInit['network'], string | null>;

/** PVE stores the keys percent-encoded (blanks as `%20`); the form encodes that text once more. */
const encodeKeys = (keys: readonly string[]): string => encodeURIComponent(keys.map((key) => key.trim()).join('\n'));

const addressingParams = (network: CloudInit['network']): Record<string, string> => {
  const ipconfig0 = addressing[network];
  return ipconfig0 === null ? {} : { ipconfig0 };
};

export const cloudInitParams = ({ user, password, sshKeys, network }: CloudInit): Record<string, string> => ({
  ...addressingParams(network),
  ...(user === null ? {} : { ciuser: user }),
  ...(password === null ? {} : { cipassword: password }),
  ...(sshKeys.length === 0 ? {} : { sshkeys: encodeKeys(sshKeys) }),
});
