/**
 * The second cluster of the demonstration: one small node in a branch office, with disks of its own, two templates, and
 * the release before the current one.
 */
import type { ClusterSeed } from './cluster-seed.ts';
import {
  type DemoClusterOptions,
  demoPool,
  demoTokenId,
  portalAcl,
  portalTemplate,
  type TemplateShape,
} from './demo-cluster.ts';

const gibibyte = 1024 ** 3;
const node = 'edge1';
const storage = 'local-zfs';
const branchPveVersion = '8.4.14';

const templates: readonly TemplateShape[] = [
  {
    vmid: 9000,
    node,
    name: 'tmpl-debian-13',
    cores: 1,
    memoryMiB: 1024,
    diskGiB: 8,
    ostype: 'l26',
    description: 'Debian 13',
  },
  {
    vmid: 9001,
    node,
    name: 'tmpl-sip-probe',
    cores: 1,
    memoryMiB: 1024,
    diskGiB: 10,
    ostype: 'l26',
    description: 'SIP probe in the network of the branch',
  },
];

export function branchCluster(options: DemoClusterOptions): ClusterSeed {
  const pveVersion = options.pveVersion ?? branchPveVersion;
  const acl = portalAcl(pveVersion, storage);
  return {
    name: 'branch',
    pveVersion,
    nodes: [{ name: node, ip: '10.20.0.11', cores: 8, memoryBytes: 32 * gibibyte }],
    storages: [
      { id: storage, type: 'zfspool', shared: false, content: ['images'], capacityBytes: 512 * gibibyte },
      { id: 'local', type: 'dir', shared: false, content: ['iso', 'snippets'], capacityBytes: 64 * gibibyte },
    ],
    pools: [{ id: demoPool, comment: 'Machines of the support portal' }],
    bridges: [{ name: 'vmbr0' }],
    vms: [
      {
        vmid: 100,
        node,
        name: 'branch-router',
        running: true,
        bridge: 'vmbr0',
        disks: [{ key: 'scsi0', storage, sizeGiB: 8 }],
        config: { cores: 1, memory: '512', ostype: 'l26' },
      },
      ...templates.map((shape) => portalTemplate(shape, storage)),
    ],
    users: [{ userId: 'portal@pve', acl }],
    tokens: [{ tokenId: demoTokenId, secret: options.tokenSecret, privilegeSeparation: true, acl }],
  };
}
