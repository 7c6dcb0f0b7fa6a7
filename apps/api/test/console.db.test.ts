// Consoles end to end over the real database and the simulator: who comes in, what passes, and what ends them.
import type { PersonContext } from '@portal/domain';
import { type AclEntry, demoCluster } from '@portal/pve-simulator';
import { afterAll, expect, test } from 'vitest';
import { ConsoleBrowser, portalOrigin, refusalAt, setStage, startRelay, withConsoles } from './console-browser.ts';
import { type ApiProcess, startApi } from './process.ts';
import { signedIn } from './signed-in.ts';
import { createStack, tokenSecret, until } from './stack.ts';

/** Of the drawn screen: each line is 16 pixels high, and the first is a margin; what is typed stands below what it says of the VM. */
const firstRow = 16;
const firstTypedRow = 8 * 16;

const stage = await setStage();
const { stack, relay, owner, id } = stage;
afterAll(() => stage[Symbol.asyncDispose]());

const ticketOf = async (actor: PersonContext, of = id): Promise<string> =>
  (await stack.services.consoles.ticket(actor, of)).ticket;

const opened = async (actor: PersonContext, at = relay): Promise<ConsoleBrowser> => {
  const browser = new ConsoleBrowser(at.url, await ticketOf(actor));
  expect(await browser.begin()).toBe('pbx-01');
  await browser.picture();
  return browser;
};

const recorded = async (action: string) => {
  const { rows } = await stack.owner.query<{ actor_id: string; outcome: string; detail: Record<string, unknown> }>(
    'SELECT actor_id, outcome, detail FROM audit_logs WHERE action = $1 ORDER BY id DESC',
    [action],
  );
  return rows;
};

test('the owner sees the screen and types, and both ends are on record', async () => {
  const ticket = await ticketOf(owner);
  const browser = new ConsoleBrowser(relay.url, ticket);
  expect(await browser.begin()).toBe('pbx-01');
  expect(await browser.picture()).toHaveLength(26);
  const changed = browser.picture(true);
  browser.press('h');
  expect(await changed).toMatchObject([{ top: firstTypedRow }]);
  const before = await recorded('deployment.console_closed');
  browser[Symbol.dispose]();
  await until(
    'the end to be on record',
    async () => (await recorded('deployment.console_closed')).length > before.length,
  );
  const [open] = await recorded('deployment.console_opened');
  expect(open).toMatchObject({ actor_id: owner.principal.userId, outcome: 'succeeded', detail: { mode: 'operate' } });
  const [closed] = await recorded('deployment.console_closed');
  expect(closed?.detail).toMatchObject({ mode: 'operate', end: 'left', seconds: expect.any(Number) });
});

test('a ticket is good once', async () => {
  const ticket = await ticketOf(owner);
  using first = new ConsoleBrowser(relay.url, ticket);
  await first.begin();
  using second = new ConsoleBrowser(relay.url, ticket);
  expect(await second.closed).toBe('4001 ticket_refused');
});

test('of two that bring one ticket at the same moment, one comes in', async () => {
  const hash = stack.ports.ids.hash('both');
  const { sessionId } = owner.principal;
  await stack.database.consoleTickets.keep(hash, { sessionId, deploymentId: id });
  const both = await Promise.all([1, 2].map(() => stack.database.consoleTickets.redeem(hash)));
  expect(both.filter((found) => found !== null)).toMatchObject([{ deploymentId: id, person: { sessionId } }]);
});

test('a ticket ends with its half minute, and with its session', async () => {
  const late = await ticketOf(owner);
  await stack.owner.query(`UPDATE console_tickets SET expires_at = now() - interval '1 second'`);
  using browser = new ConsoleBrowser(relay.url, late);
  expect(await browser.closed).toBe('4001 ticket_refused');
  const other = await signedIn(stack, owner);
  const ticket = await ticketOf(other);
  await stack.owner.query('DELETE FROM sessions WHERE id = $1', [other.principal.sessionId]);
  using signedOut = new ConsoleBrowser(relay.url, ticket);
  expect(await signedOut.closed).toBe('4001 ticket_refused');
});

test('no ticket stands in the database as it was told', async () => {
  const ticket = await ticketOf(owner);
  const { rows } = await stack.owner.query<{ all: string }>(
    `SELECT string_agg(t::text, ' ') AS all FROM console_tickets AS t`,
  );
  expect(rows[0]?.all).not.toContain(ticket);
});

test('no page but the portal’s own connects', async () => {
  expect(await refusalAt(relay.url, 'https://evil.example.com')).toBe(403);
  expect(await refusalAt(relay.url.replace('/console', '/other'), portalOrigin)).toBe(404);
});

test('whoever only looks sees the screen, and types nothing', async () => {
  const auditor = await signedIn(stack, await stack.person('auditor'));
  using browser = await opened(auditor);
  const changed = browser.picture(true);
  browser.press('x');
  const { vmid } = await stack.deployment(id);
  await stack.simulator.control.renameVm(vmid ?? 0, 'pbx-02');
  expect(await changed).toMatchObject([{ top: firstRow }]);
  await stack.simulator.control.renameVm(vmid ?? 0, 'pbx-01');
  const [open] = (await recorded('deployment.console_opened')).filter(
    ({ actor_id }) => actor_id === auditor.principal.userId,
  );
  expect(open?.detail).toMatchObject({ mode: 'view' });
});

test('who may not see the VM gets no ticket, and neither does a token', async () => {
  const stranger = await signedIn(stack, await stack.person('support'));
  await expect(ticketOf(stranger)).rejects.toMatchObject({ code: 'not_found' });
  const { sessionId: _, ...person } = owner.principal;
  const token = { ...person, kind: 'token', tokenId: owner.principal.sessionId, tokenName: 'x', scopes: null } as const;
  await expect(ticketOf({ ...owner, principal: token })).rejects.toMatchObject({
    code: 'forbidden',
    reason: { code: 'not_for_tokens' },
  });
});

test('signing out elsewhere closes the console', async () => {
  const elsewhere = await signedIn(stack, owner);
  using browser = await opened(elsewhere);
  await stack.owner.query('DELETE FROM sessions WHERE id = $1', [elsewhere.principal.sessionId]);
  expect(await browser.closed).toBe('4002 signed_out');
});

test('a share that ends closes the console of whoever had it', async () => {
  const dana = await signedIn(stack, await stack.person('support'));
  await stack.services.sharing.share(owner, { id, with: dana.principal.userId, level: 'operate' });
  const [share] = (await stack.services.sharing.list(owner, id)).items;
  const shared = new Map([[id, 'operate' as const]]);
  using browser = await opened({ ...dana, principal: { ...dana.principal, shared } });
  await stack.services.sharing.unshare(owner, { id, shareId: share?.id ?? '' });
  expect(await browser.closed).toBe('4003 rights_changed');
});

test('what is no message of a console closes it', async () => {
  using browser = await opened(owner);
  browser.send(99);
  expect(await browser.closed).toBe('4012 not_understood');
});

test('a console at which nobody sits closes, and so does one that is open for long', async () => {
  await using idle = await startRelay(stack, { limits: { idleMs: 50, longestMs: 600_000 } });
  using left = new ConsoleBrowser(idle.url, await ticketOf(owner));
  expect(await left.closed).toBe('4006 idle');
  await using short = await startRelay(stack, { limits: { idleMs: 600_000, longestMs: 50 } });
  using long = new ConsoleBrowser(short.url, await ticketOf(owner));
  expect(await long.closed).toBe('4007 time_over');
});

test('a relay that ends says so, and another takes the same person with a new ticket', async () => {
  await using first = await startRelay(stack);
  using browser = await opened(owner, first);
  await first.stop();
  expect(await browser.closed).toBe('4013 restarting');
  using _again = await opened(owner);
});

test('a relay that is killed says nothing, and its successor takes the same person with a new ticket', async () => {
  const start = () => startApi(stack, { ROLES: 'console', PORTAL_URL: portalOrigin });
  const browserAt = async (at: ApiProcess): Promise<ConsoleBrowser> => {
    const address = (await at.listening()).replace('http', 'ws');
    return new ConsoleBrowser(`${address}/console`, await ticketOf(owner));
  };
  await using killed = start();
  using browser = await browserAt(killed);
  expect(await browser.begin()).toBe('pbx-01');
  await killed[Symbol.asyncDispose]();
  // What the page takes for a connection that broke, and makes anew.
  expect(await browser.closed).toBe('1006 ');
  await using successor = start();
  using again = await browserAt(successor);
  expect(await again.begin()).toBe('pbx-01');
});

test('a cluster that goes away ends the console, and the next attempt says why', async () => {
  using browser = await opened(owner);
  await stack.simulator.control.refuseConnections();
  expect(await browser.closed).toBe('4011 vm_lost');
  using refused = new ConsoleBrowser(relay.url, await ticketOf(owner));
  expect(await refused.closed).toBe('4008 cluster_unreachable');
  expect((await recorded('deployment.console_opened'))[0]).toMatchObject({
    outcome: 'failed',
    detail: { end: 'cluster_unreachable' },
  });
  await stack.simulator.control.acceptConnections();
});

test('a VM that is switched off ends its console, and offers none', async () => {
  using browser = await opened(owner);
  await stack.services.deployments.act(owner, { action: 'stop', id });
  await stack.carry(id, ['stopped']);
  expect(['4005 vm_off', '4011 vm_lost']).toContain(await browser.closed);
  await expect(ticketOf(owner)).rejects.toMatchObject({ code: 'conflict', reason: { code: 'console_vm_off' } });
});

test('a VM that is not certain to be ours is not shown', async () => {
  const other = await stack.create(owner, 'pbx-02');
  const { vmid } = await stack.carry(other, ['running']);
  if (vmid === null) throw new Error('not as prepared');
  await stack.simulator.control.updateConfig(vmid, { description: 'somebody else’s' });
  using refused = new ConsoleBrowser(relay.url, await ticketOf(owner, other));
  expect(await refused.closed).toBe('4010 vm_uncertain');
});

test('a VM that is no longer where it was is not certain to be ours either', async () => {
  const other = await stack.create(owner, 'pbx-03');
  const { vmid } = await stack.carry(other, ['running']);
  if (vmid === null) throw new Error('not as prepared');
  await stack.simulator.control.removeVm(vmid);
  using refused = new ConsoleBrowser(relay.url, await ticketOf(owner, other));
  expect(await refused.closed).toBe('4010 vm_uncertain');
});

test('without the right VM.Console the console alone is off, and says so', async () => {
  const withoutConsole = <Holder extends { readonly acl: readonly AclEntry[] }>(holder: Holder): Holder => ({
    ...holder,
    acl: holder.acl.map((entry) => ({
      ...entry,
      privileges: entry.privileges.filter((name) => name !== 'VM.Console'),
    })),
  });
  const demo = demoCluster({ tokenSecret });
  const simulated = { ...demo, tokens: demo.tokens.map(withoutConsole) };
  await using other = withConsoles(await createStack({ simulated }));
  await using elsewhere = await startRelay(other);
  const actor = await signedIn(other, await other.person('admin'));
  const vm = await other.create(actor);
  await other.carry(vm, ['running']);
  const { ticket } = await other.services.consoles.ticket(actor, vm);
  using refused = new ConsoleBrowser(elsewhere.url, ticket);
  expect(await refused.closed).toBe('4009 not_permitted');
});
