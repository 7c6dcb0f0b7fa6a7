/** The one block that `npm start` prints when the portal is ready. */
import type { Portal } from './start-portal.ts';

export function announcement({ demo }: Portal, demoFile: string): string {
  const widest = Math.max(...demo.signIns.map(({ email }) => email.length));
  const password = demo.signIns[0]?.password ?? '';
  return [
    '',
    `  Support Provisioning Portal   ${demo.portalUrl}`,
    '',
    ...clusterLines(demo.clusters),
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

function clusterLines(clusters: Portal['demo']['clusters']): readonly string[] {
  const widest = Math.max(...clusters.map(({ name }) => name.length));
  return clusters.map(({ name, url, simulated }, index) => {
    const title = index > 0 ? '' : clusters.length === 1 ? 'Cluster' : 'Clusters';
    const what = simulated ? `simulated at ${url} (no real Proxmox VE is touched)` : url;
    return `  ${title.padEnd(10)} ${name.padEnd(widest)}   ${what}`;
  });
}
