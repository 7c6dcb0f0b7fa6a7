/** The one block that `npm start` prints when the portal is ready. */
import type { Portal } from './start-portal.ts';

export function announcement({ demo, simulated }: Portal, demoFile: string): string {
  const widest = Math.max(...demo.signIns.map(({ email }) => email.length));
  const password = demo.signIns[0]?.password ?? '';
  return [
    '',
    `  Support Provisioning Portal   ${demo.portalUrl}`,
    '',
    `  Cluster    ${simulated ? `simulated cluster at ${demo.cluster.url} (no real Proxmox VE is touched)` : demo.cluster.url}`,
    `  REST API   ${demo.portalUrl}/api   documentation: ${demo.portalUrl}/api/docs`,
    `  API token  ${demo.apiToken}`,
    '',
    `  Sign in with the password ${password} as`,
    ...demo.signIns.map(({ email, role }) => `    ${email.padEnd(widest)}   ${role}`),
    '',
    `  Ctrl-C stops everything. The same facts for scripts: ${demoFile}`,
    '',
    '',
  ].join('\n');
}
