/**
 * An organisation's OpenID Connect provider, as a process of its own: oidc-provider on loopback, with a form that asks who one is and
 * nothing else. Its port, its people and its one client are told by its argument.
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';

const { port, people, client } = JSON.parse(process.argv[2] ?? '{}');
const scope = 'openid profile email';
const interaction = '/interaction/';

/** With an icon of its own, since a browser would ask for one. */
const page = (heading, content) =>
  `<!doctype html><html lang="en"><title>Example Corp</title><link rel="icon" href="data:,">
   <main><h1>${heading}</h1>${content}</main></html>`;

const form = (action, field) =>
  page('Example Corp', `<form method="post" action="${action}">${field}<button>Continue</button></form>`);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  cookies: { keys: ['signs the cookies of a test'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
  // Keycloak and Entra ID put them into the ID token.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  findAccount: (_, sub) =>
    Object.hasOwn(people, sub) ? { accountId: sub, claims: () => ({ sub, ...people[sub] }) } : undefined,
  interactions: { url: (_, { uid }) => interaction + uid },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, own) => {
        const leave = '<button form="op.logoutForm" name="logout" value="yes">Sign out there</button>';
        ctx.body = page('Leaving Example Corp', own + leave);
      },
    },
  },
  loadExistingGrant: async ({ oidc }) => {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope(scope);
    await grant.save();
    return grant;
  },
});

const interact = async (request, response) => {
  if (request.method !== 'POST') {
    const field = '<label>Who are you? <input name="login" required></label>';
    response.writeHead(200, { 'content-type': 'text/html' }).end(form(request.url, field));
    return;
  }
  const accountId = new URLSearchParams(await text(request)).get('login');
  await provider.interactionFinished(request, response, { login: { accountId } });
};

const answer = provider.callback();
createServer((request, response) => {
  if (request.url?.startsWith(interaction)) void interact(request, response);
  else void answer(request, response);
}).listen(port, '127.0.0.1');
