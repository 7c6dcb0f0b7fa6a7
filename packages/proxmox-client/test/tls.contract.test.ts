import { createServer } from 'node:https';
import { HypervisorError } from '@portal/domain';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createProxmoxHypervisor, type TlsTrust } from '../src/index.ts';
import { type Certificate, makeAuthority } from './certificates.ts';
import { createRecordingLog } from './recording-log.ts';

type Made = Awaited<ReturnType<typeof makeAuthority>>;
let authority: Made;
let stranger: Made;
let forger: Made;
let forged: Certificate;
let leaf: Certificate;

beforeAll(async () => {
  authority = await makeAuthority('Proxmox Virtual Environment');
  stranger = await makeAuthority('Somebody else');
  forger = await makeAuthority('Proxmox Virtual Environment', authority);
  leaf = await authority.issue({ ip: '127.0.0.1' });
  forged = await forger.issue({ ip: '127.0.0.1' });
});

interface TlsServer extends AsyncDisposable {
  readonly url: string;
  /** The `Authorization` of every request that arrived. */
  readonly tokens: (string | undefined)[];
}

const listen = async (server: Certificate, presented: readonly Certificate[] = []): Promise<TlsServer> => {
  const tokens: (string | undefined)[] = [];
  const chain = [server, ...presented].map(({ pem }) => pem).join('');
  const https = createServer({ cert: chain, key: server.keyPem }, (request, response) => {
    tokens.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json;charset=UTF-8');
    response.end('{"data":{"version":"9.2.11"}}');
  });
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
  const address = https.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `https://127.0.0.1:${address.port}`,
    tokens,
    async [Symbol.asyncDispose]() {
      https.closeAllConnections();
      await new Promise((resolve) => https.close(resolve));
    },
  };
};

/** The version, or the error's code. */
const ask = async (server: TlsServer, tls: TlsTrust, log = createRecordingLog()): Promise<string> => {
  const options = { url: server.url, tokenId: 'portal@pve!portal', tokenSecret: 'top-secret', tls, log };
  const hypervisor = createProxmoxHypervisor(options);
  try {
    return await hypervisor.version(AbortSignal.timeout(10_000));
  } catch (error) {
    if (error instanceof HypervisorError) return error.code;
    throw error;
  } finally {
    await hypervisor.close();
  }
};

describe('with a CA', () => {
  test('a server under that CA gets the token', async () => {
    await using server = await listen(leaf);
    expect(await ask(server, { kind: 'ca', pem: authority.pem })).toBe('9.2.11');
    expect(server.tokens).toEqual(['PVEAPIToken=portal@pve!portal=top-secret']);
  });

  test('a server under another CA does not get the token', async () => {
    await using server = await listen(await stranger.issue({ ip: '127.0.0.1' }), [stranger]);
    expect(await ask(server, { kind: 'ca', pem: authority.pem })).toBe('untrusted');
    expect(server.tokens).toEqual([]);
  });

  test('a certificate for another host does not get the token', async () => {
    await using server = await listen(await authority.issue({ dns: 'pve7.example.com' }));
    expect(await ask(server, { kind: 'ca', pem: authority.pem })).toBe('untrusted');
    expect(server.tokens).toEqual([]);
  });
});

describe('with the system’s CAs', () => {
  test('a private CA’s server does not get the token, even with Node’s own switch for accepting anything', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    await using server = await listen(leaf, [authority]);
    expect(await ask(server, { kind: 'system' })).toBe('untrusted');
    expect(server.tokens).toEqual([]);
  });
});

describe('with a pinned fingerprint', () => {
  test('the pinned server certificate gets the token, whatever its CA, host name or age', async () => {
    const expired = await stranger.issue({ dns: 'pve7.example.com' }, -1);
    await using server = await listen(expired);
    expect(await ask(server, { kind: 'fingerprint', sha256: expired.sha256 })).toBe('9.2.11');
  });

  test('the pin is read in small letters and without colons too', async () => {
    await using server = await listen(leaf);
    const sha256 = leaf.sha256.replaceAll(':', '').toLowerCase();
    expect(await ask(server, { kind: 'fingerprint', sha256 })).toBe('9.2.11');
  });

  test('another certificate does not get the token', async () => {
    await using server = await listen(await authority.issue({ ip: '127.0.0.1' }), [authority]);
    expect(await ask(server, { kind: 'fingerprint', sha256: leaf.sha256 })).toBe('untrusted');
    expect(server.tokens).toEqual([]);
  });

  test('a server under the pinned CA, which it presents, gets the token', async () => {
    await using server = await listen(leaf, [authority]);
    expect(await ask(server, { kind: 'fingerprint', sha256: authority.sha256 })).toBe('9.2.11');
  });

  test('a forged certificate beside the genuine pinned CA does not get the token', async () => {
    await using server = await listen(forged, [authority]);
    expect(await ask(server, { kind: 'fingerprint', sha256: authority.sha256 })).toBe('untrusted');
    expect(server.tokens).toEqual([]);
  });

  test('another host’s certificate under the pinned CA does not get the token', async () => {
    await using server = await listen(await authority.issue({ dns: 'pve7.example.com' }), [authority]);
    expect(await ask(server, { kind: 'fingerprint', sha256: authority.sha256 })).toBe('untrusted');
    expect(server.tokens).toEqual([]);
  });

  test('an expired certificate under the pinned CA does not get the token', async () => {
    await using server = await listen(await authority.issue({ ip: '127.0.0.1' }, -1), [authority]);
    expect(await ask(server, { kind: 'fingerprint', sha256: authority.sha256 })).toBe('untrusted');
    expect(server.tokens).toEqual([]);
  });

  test('a text that is no SHA-256 is refused before anything is sent', async () => {
    await using server = await listen(leaf);
    await expect(ask(server, { kind: 'fingerprint', sha256: 'AB:CD' })).rejects.toThrow(TypeError);
  });
});

describe('with the insecure switch', () => {
  test('any server is accepted, and the log warns of it each time', async () => {
    await using server = await listen(forged);
    for (const _ of ['first', 'second']) {
      const log = createRecordingLog();
      expect(await ask(server, { kind: 'insecureDevelopmentOnly' }, log)).toBe('9.2.11');
      expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    }
  });
});
