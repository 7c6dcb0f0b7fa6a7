// A console in front of a real VNC server: what it draws reaches the browser, and what is typed there reaches it.
import { expect, test } from 'vitest';
import { ConsoleBrowser, startRelay, withConsoles } from './console-browser.ts';
import { signedIn } from './signed-in.ts';
import { createStack } from './stack.ts';
import { absence, hasXvnc, startXvnc } from './xvnc.ts';

test.skipIf(!hasXvnc)(`pixels arrive from a real VNC server, and keys at it${absence}`, async () => {
  await using desktop = await startXvnc();
  await using stack = withConsoles(await createStack({ vncServer: desktop.server }));
  await using relay = await startRelay(stack);
  const owner = await signedIn(stack, await stack.person('admin'));
  const id = await stack.create(owner);
  await stack.carry(id, ['running']);
  const { ticket } = await stack.services.consoles.ticket(owner, id);
  using browser = new ConsoleBrowser(relay.url, ticket);
  expect(await browser.begin()).not.toBe('');
  const pixels = Buffer.concat((await browser.picture()).map((one) => one.pixels));
  // The weave of an empty X desktop is black and white.
  expect(pixels).toHaveLength(320 * 240 * 4);
  expect(new Set(pixels.subarray(0, 320 * 4)).size).toBeGreaterThan(1);
  browser.press('k');
  expect(await desktop.nextKey()).toBe('k');
});
