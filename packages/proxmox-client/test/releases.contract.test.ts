// What differs between the releases of PVE that are supported, on the wire.
import { expect, test } from 'vitest';
import { createProxmoxHypervisor } from '../src/index.ts';
import { answer, type BrokenExchange, refuse, startFaultServer } from './fault-server.ts';
import { sampleUpid } from './pve-answers.ts';
import { createRecordingLog } from './recording-log.ts';
import { soon } from './soon.ts';

const guest = { node: 'pve1', vmid: 5000 };

/** The bodies of the requests that one stop makes, and how it ends. */
const stopAgainst = async (answers: readonly BrokenExchange[]) => {
  const left = [...answers];
  await using server = await startFaultServer((socket) => left.shift()?.(socket));
  const hypervisor = createProxmoxHypervisor({
    ...{ url: server.url, tokenId: 'a@pve!b', tokenSecret: 'c', tls: { kind: 'system' as const } },
    log: createRecordingLog(),
  });
  const end = await hypervisor.stop(guest, soon()).catch(String);
  await hypervisor.close();
  return { bodies: server.received.map((request) => request.split('\r\n\r\n')[1]), end };
};

const unknownParameter = 'property is not defined in schema and the schema does not allow additional properties';
const refusal = (errors: Record<string, string>): BrokenExchange =>
  refuse(400, 'Parameter verification failed.', JSON.stringify({ data: null, errors }));
const started = answer(JSON.stringify({ data: sampleUpid }));

test('a stop ends a waiting shutdown, where the node knows how (PVE 8.2 and newer)', async () => {
  expect(await stopAgainst([started])).toEqual({ bodies: ['overrule-shutdown=1'], end: sampleUpid });
});

test('a node that does not know that parameter is asked again without it', async () => {
  const answers = [refusal({ 'overrule-shutdown': unknownParameter }), started];
  expect(await stopAgainst(answers)).toEqual({ bodies: ['overrule-shutdown=1', ''], end: sampleUpid });
});

test('any other refusal stands', async () => {
  const { bodies, end } = await stopAgainst([refusal({ vmid: 'value does not look like a valid VM ID' }), started]);
  expect(bodies).toEqual(['overrule-shutdown=1']);
  expect(end).toContain('Parameter verification failed.');
});
