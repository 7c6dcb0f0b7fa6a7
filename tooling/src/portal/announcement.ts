/** The one block that `npm start` prints when the portal is ready. */
import type { Portal } from './start-portal.ts';

export function announcement({ demo }: Pick<Portal, 'demo'>, demoFile: string): string {
  return [
    '',
    `  Support Provisioning Portal   ${demo.portalUrl}`,
    '',
    ...clusterLines(demo.clusters),
    `  REST API   ${demo.portalUrl}/api   documentation: ${demo.portalUrl}/api/docs`,
    ...signInLines(demo),
    '',
    `  Ctrl-C stops everything. The same facts for scripts: ${demoFile}`,
    '',
    '',
  ].join('\n');
}

/** The demo's people and token; elsewhere nobody is made unasked. */
function signInLines({ portalUrl, apiToken, signIns }: Portal['demo']): readonly string[] {
  const [first] = signIns;
  if (first === undefined)
    return [
      '',
      `  Nobody can sign in yet? The first administrator is made at ${portalUrl}/set-up, with the code that stands in`,
      '  the log of apps/web (logs/web.log beside the file below), or by npm run admin:create.',
    ];
  const widest = Math.max(...signIns.map(({ email }) => email.length));
  return [
    `  API token  ${apiToken}`,
    '',
    `  Sign in with the password ${first.password} as`,
    ...signIns.map(({ email, role }) => `    ${email.padEnd(widest)}   ${role}`),
  ];
}

function clusterLines(clusters: Portal['demo']['clusters']): readonly string[] {
  const widest = Math.max(...clusters.map(({ name }) => name.length));
  return clusters.map(({ name, url, simulated }, index) => {
    const title = index > 0 ? '' : clusters.length === 1 ? 'Cluster' : 'Clusters';
    const what = simulated ? `simulated at ${url} (no real Proxmox VE is touched)` : url;
    return `  ${title.padEnd(10)} ${name.padEnd(widest)}   ${what}`;
  });
}
