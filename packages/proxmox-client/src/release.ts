// Which releases of PVE the adapter was made for, and what differs between them that it cannot find out by itself.

export type ReleaseVerdict =
  | { readonly supported: true; readonly major: number; readonly minor: number; readonly warning: string | null }
  | { readonly supported: false; readonly reason: string };

const oldestMajor = 8;
const newestMajor = 9;

/** `version` as PVE gives it: `9.2.11`, `8.0.3`, or `8.0-2` before a release's first update. */
export const checkRelease = (version: string): ReleaseVerdict => {
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)(?:[.~-]|$)/.exec(version) ?? [];
  if (major === '')
    return {
      supported: false,
      reason: `The cluster calls its version “${version}”, which is no release of Proxmox VE.`,
    };
  const release = { major: Number(major), minor: Number(minor) };
  if (release.major < oldestMajor) {
    const reason = `Proxmox VE ${version} is too old: the portal works with ${oldestMajor}.0 and newer. Upgrade the cluster first.`;
    return { supported: false, reason };
  }
  const warning =
    release.major > newestMajor
      ? `Proxmox VE ${version} is newer than the portal was made for (${oldestMajor} and ${newestMajor}). Watch the first deployments, and update the portal.`
      : null;
  return { supported: true, ...release, warning };
};
