// One cluster as an operator writes it down. Formats are PVE's own, so that a slip of the pen is found at start and not
// in a request to the cluster.
import { z } from 'zod';

const vmid = z.int('must be a whole number').min(100, 'starts at 100').max(999_999_999, 'ends at 999999999');
const count = (most: number) => z.int('must be a whole number').min(1, 'at least 1').max(most, `at most ${most}`);
const admission = z.enum(['wait', 'refuse'], 'must be "wait" or "refuse"');

const apiUrl = z.string('must be a URL').superRefine((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    context.addIssue({ code: 'custom', message: 'must look like https://pve.example.com:8006' });
  } else if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    context.addIssue({ code: 'custom', message: 'must carry no credentials, query or fragment' });
  }
});

const inClear = 'takes {"env":"NAME"} or {"file":"path"}: a secret is named here, never written down';

/** PVE's secrets are UUIDs, and no file is called so. */
const isSecret = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim());

/** Where a secret is kept. The secret itself has no place in a configuration file. */
const secretReference = z.union(
  [
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
    z.strictObject({
      file: z
        .string()
        .min(1)
        .refine((path) => !isSecret(path), inClear),
    }),
  ],
  inClear,
);
export type SecretReference = z.infer<typeof secretReference>;

const tls = z.union(
  [
    z.literal('system'),
    z.strictObject({ caFile: z.string().min(1) }),
    z.strictObject({
      fingerprint: z
        .string()
        .regex(/^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i, 'must be the certificate’s SHA-256 fingerprint: 32 bytes in hex'),
    }),
    z.literal('insecure-development-only'),
  ],
  'takes "system", {"caFile":"path"}, {"fingerprint":"<SHA-256 in hex>"} or "insecure-development-only"',
);
export type TlsSetting = z.infer<typeof tls>;

const storageId = z
  .string()
  .max(100, 'at most 100 characters')
  .regex(/^[a-z][a-z0-9\-_.]*[a-z0-9]$/i, 'is no name of a storage in PVE');
const nodeName = z
  .string()
  .max(100, 'at most 100 characters')
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i, 'is no name of a node in PVE');

const unique = (names: readonly string[]): boolean => new Set(names).size === names.length;

export const clusterSchema = z
  .strictObject({
    name: z.string('must be a name').trim().min(1, 'must not be empty').max(64, 'at most 64 characters'),
    url: apiUrl,
    tokenId: z
      .string('must be a token id')
      .regex(/^[^\s:/!]+@[^\s:/!]+![A-Za-z][\w.-]*$/, 'must look like portal@pve!portal'),
    tokenSecret: secretReference,
    tls: tls.default('system'),
    vmidMin: vmid.default(5_000),
    vmidMax: vmid.default(5_999),
    pool: z
      .string()
      .max(200, 'at most 200 characters')
      .regex(/^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/i, 'is no name of a pool in PVE')
      .default('support-portal'),
    storages: z
      .array(storageId, 'must be a list of names')
      .min(1, 'needs one storage at least')
      .max(64, 'at most 64 storages')
      .refine(unique, 'names a storage twice'),
    clonesPerStorage: count(100).default(4),
    clonesPerNode: count(100).default(4),
    excludedNodes: z
      .array(nodeName, 'must be a list of names')
      .max(256, 'at most 256 nodes')
      .refine(unique, 'names a node twice')
      .default([]),
    memoryHeadroomPercent: z.int('must be a whole number').min(0, 'at least 0').max(90, 'at most 90').default(10),
    vcpusPerCore: count(64).default(4),
    whenUnreachable: admission.default('wait'),
    whenFull: admission.default('wait'),
    snapshotsPerVm: z.int('must be a whole number').min(0, 'at least 0').max(50, 'at most 50').default(3),
    simulated: z.boolean('must be true or false; in a variable 1 or 0').default(false),
    /** That no other cluster keeps disks on its storages: only then may their VMIDs be the same. */
    separateStorages: z.boolean('must be true or false').default(false),
  })
  .refine(({ vmidMin, vmidMax }) => vmidMin <= vmidMax, {
    path: ['vmidMax'],
    message: 'must not be below vmidMin',
  });
export type ClusterEntry = z.infer<typeof clusterSchema>;
