/** Whether the cluster can be talked to at all: address, certificate, token, and a release that the portal works with. */
import type { HypervisorError, HypervisorErrorCode } from '@portal/domain';
import { checkRelease } from '@portal/proxmox-client';
import { type Finding, fail, ok, warn } from './finding.ts';
import { isRefusal, type Target, tryTo } from './target.ts';

export interface Connection {
  readonly findings: readonly Finding[];
  /** PVE's major release; null when there is no point in asking further. */
  readonly major: number | null;
}

const trusts = {
  system: 'its certificate is signed by an authority that this system trusts',
  ca: 'its certificate is signed by the given authority',
  fingerprint: 'its certificate has the given fingerprint',
} as const;

function tlsFinding({ tls, configuration }: Target): Finding {
  const { url, settings } = configuration;
  if (url.startsWith('http:')) {
    if (settings.simulated) return ok('tls', 'plain http, which a simulated cluster may speak');
    return warn('tls', 'plain http: the token travels in clear', 'Write https in the address.');
  }
  if (tls !== 'insecureDevelopmentOnly') return ok('tls', trusts[tls]);
  const todo =
    'Give the authority’s file or the fingerprint, or neither if it is public: docs/proxmox-setup.md, step 4.';
  return warn('tls', 'any certificate is accepted: anyone on the way can take the token', todo);
}

/** Run on the node: of the certificate that it serves. docs/proxmox-setup.md has it too (a test compares them). */
export const fingerprintCommand =
  'f=/etc/pve/local/pveproxy-ssl.pem; [ -e $f ] || f=/etc/pve/local/pve-ssl.pem; openssl x509 -noout -fingerprint -sha256 -in $f';

/** How each kind of failure is told; the others mean that something answers which is not PVE. */
const failures: Partial<Record<HypervisorErrorCode, (words: string, target: Target) => readonly Finding[]>> = {
  unauthenticated: (_, target) => [
    ok('address', 'answers'),
    tlsFinding(target),
    fail(
      'token',
      `refused with 401: ${target.configuration.tokenId} does not exist, has expired, is of a disabled user, or has another secret`,
      'PVE does not say which. Look at `pveum user token list`, and make a new token if the secret may be wrong.',
    ),
  ],
  untrusted: (words) => [
    ok('address', 'answers'),
    fail(
      'tls',
      words,
      `A certificate of a public authority takes tls "system". Else compare with what the node itself says: ${fingerprintCommand}`,
    ),
  ],
  unreachable: (words, { configuration }) => [
    fail('address', words, `Is ${configuration.url} right, does a firewall stand between, is pveproxy running?`),
  ],
  deadline: (words, { configuration }) => [
    fail('address', words, `Is ${configuration.url} right, and does a firewall swallow what is sent to it?`),
  ],
};

function failuresOf(error: HypervisorError, target: Target): readonly Finding[] {
  const told = failures[error.code]?.(error.message, target);
  if (told !== undefined) return told;
  return [fail('address', `answers, but not as Proxmox VE: ${error.message}`, 'The address is port 8006 of a node.')];
}

export async function checkConnection(target: Target): Promise<Connection> {
  const { inspector, signal, configuration } = target;
  const version = await tryTo(inspector.version(signal));
  if (isRefusal(version)) return { findings: failuresOf(version, target), major: null };
  const findings = [ok('address', 'answers'), tlsFinding(target), ok('token', `${configuration.tokenId} is accepted`)];
  const verdict = checkRelease(version);
  if (!verdict.supported) {
    const refused = fail('release', verdict.reason, 'The portal refuses to work on this cluster as it is.');
    return { findings: [...findings, refused], major: null };
  }
  const release =
    verdict.warning === null
      ? ok('release', `Proxmox VE ${version}`)
      : warn('release', verdict.warning, 'Try a canary before people use it.');
  return { findings: [...findings, release], major: verdict.major };
}
