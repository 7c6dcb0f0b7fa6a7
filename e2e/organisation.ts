/** A portal beside the worker's own, on its database, at which people sign in at their organisation's provider; and that provider. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@portal/tooling/free-port';
import { startNodeService } from '@portal/tooling/node-service';
import { z } from 'zod';
import { databaseOwnerUrl, dataDir } from './facts.ts';

const folderOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const secretsSchema = z.object({ databaseAppPassword: z.string(), authSecret: z.string(), secretsKey: z.string() });

export interface Organisation {
  readonly people: Readonly<Record<string, object>>;
  readonly groups: Readonly<Record<string, object>>;
  /** Whose password still signs in. */
  readonly breakGlass: string;
}

export interface OrganisationPortal extends AsyncDisposable {
  readonly url: string;
  readonly provider: string;
}

const clientId = 'support-portal';
const clientSecret = 'the-secret-of-the-client';

const clientOf = (portal: string) => ({
  client_id: clientId,
  client_secret: clientSecret,
  token_endpoint_auth_method: 'client_secret_post',
  redirect_uris: [`${portal}/api/auth/callback/sso`],
  post_logout_redirect_uris: [`${portal}/sign-in`],
});

const appUrl = (password: string): string => {
  const url = new URL(databaseOwnerUrl);
  url.username = 'portal_app';
  url.password = password;
  return url.href;
};

/** Its own name, logo and accent. */
const faceOf = async (folder: string) => {
  const logo = join(folder, 'logo.svg');
  await writeFile(
    logo,
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 24" fill="#00796b"><path d="M0 0h60v24H0z"/></svg>',
  );
  return { PORTAL_NAME: 'Example Corp VMs', PORTAL_ACCENT: '#00695c', PORTAL_LOGO_FILE: logo };
};

export async function organisationPortal({ people, groups, breakGlass }: Organisation): Promise<OrganisationPortal> {
  await using starting = new AsyncDisposableStack();
  const secrets = secretsSchema.parse(JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')));
  const port = await freePort();
  const providerPort = await freePort(0, [port]);
  const url = `http://localhost:${port}`;
  const provider = `http://127.0.0.1:${providerPort}`;
  const signal = AbortSignal.timeout(120_000);
  const environment = { NODE_ENV: 'production' } as const;
  const start = async (options: Omit<Parameters<typeof startNodeService>[0], 'signal' | 'isReady'>): Promise<void> => {
    const service = await startNodeService({ ...options, isReady: (status) => status === 200, signal });
    starting.defer(() => service.stop());
  };
  await start({
    name: 'the provider',
    args: [folderOf('provider.mjs'), JSON.stringify({ port: providerPort, people, client: clientOf(url) })],
    cwd: folderOf('.'),
    env: environment,
    logFile: join(dataDir, 'provider.log'),
    readyUrl: `${provider}/.well-known/openid-configuration`,
  });
  await start({
    name: 'its portal',
    args: ['--dns-result-order=ipv4first', folderOf('../apps/web/src/main.ts')],
    cwd: folderOf('../apps/web'),
    env: {
      ...environment,
      ...{ HOST: 'localhost', PORT: String(port), PORTAL_URL: url },
      DATABASE_APP_URL: appUrl(secrets.databaseAppPassword),
      AUTH_SECRET: secrets.authSecret,
      SECRETS_KEY: secrets.secretsKey,
      OIDC_ISSUER: provider,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_LABEL: 'Example Corp',
      OIDC_GROUP_MAP: JSON.stringify(groups),
      PASSWORD_SIGN_IN: 'break-glass',
      BREAK_GLASS_EMAIL: breakGlass,
      ...(await faceOf(dataDir)),
    },
    logFile: join(dataDir, 'organisation-web.log'),
    readyUrl: `${url}/sign-in`,
  });
  const running = starting.move();
  return { url, provider, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
