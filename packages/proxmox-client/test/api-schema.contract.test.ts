// Whether PVE's own API schema allows every request that the adapter and the inspector can make, and whether they read
// every answer that it allows PVE to give. Skipped, and called skipped, where the schema is not beside the checkout.
import type { Hypervisor } from '@portal/domain';
import { describe, expect, test } from 'vitest';
import { type ClusterInspector, createProxmoxHypervisor, createProxmoxInspector } from '../src/index.ts';
import { awkwardText, cloudInit, inspectorCalls, portCalls, sshKeys } from './every-call.ts';
import { answersOf } from './pve-answers.ts';
import { formatOf } from './pve-formats.ts';
import { complaints, type SentRequest } from './pve-requests.ts';
import { type ApiSchema, findMethod, readApiSchema } from './pve-schema.ts';
import { createRecordingLog } from './recording-log.ts';
import { absence } from './reference.ts';
import { type SchemaServer, startSchemaServer } from './schema-server.ts';

const api: ApiSchema | null = readApiSchema();

interface Adapters extends AsyncDisposable {
  readonly server: SchemaServer;
  readonly calls: readonly { readonly name: string; run(): Promise<unknown> }[];
}

const bind = <T>(
  adapter: T,
  calls: Readonly<Record<string, readonly ((adapter: T) => Promise<unknown>)[]>>,
  of: string,
) =>
  Object.entries(calls).flatMap(([method, variants]) =>
    variants.map((call, index) => ({ name: `${of}.${method}, request ${index + 1}`, run: () => call(adapter) })),
  );

const startAdapters = async (schema: ApiSchema): Promise<Adapters> => {
  const server = await startSchemaServer(schema);
  const options = {
    ...{ url: server.url, tokenId: 'a@pve!b', tokenSecret: 'c', tls: { kind: 'system' as const } },
    ...{ log: createRecordingLog(), limits: { maxAttempts: 1 } },
  };
  const hypervisor: Hypervisor & { close(): Promise<void> } = createProxmoxHypervisor(options);
  const inspector: ClusterInspector = createProxmoxInspector(options);
  return {
    server,
    calls: [...bind(hypervisor, portCalls, 'hypervisor'), ...bind(inspector, inspectorCalls, 'inspector')],
    async [Symbol.asyncDispose]() {
      await Promise.all([hypervisor.close(), inspector.close()]);
      await server[Symbol.asyncDispose]();
    },
  };
};

/** Where something in a value is no value: `undefined`, `NaN`, a date of no day. */
const holesIn = (value: unknown, path: string): readonly string[] => {
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return [path];
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => holesIn(inner, `${path}.${key}`));
};

describe.skipIf(api === null)(`PVE’s API schema${api === null ? ` (${absence})` : ''}`, () => {
  const schema = api ?? {};

  test('allows every request that the adapter and the inspector can make', async () => {
    await using adapters = await startAdapters(schema);
    for (const call of adapters.calls) await call.run();
    const requests = adapters.server.takeRequests();
    expect(requests.flatMap((request) => complaints(schema, request))).toEqual([]);
    const methods = requests.map((request) => findMethod(schema, request.method, request.path)?.name);
    expect([...new Set(methods)].sort()).toMatchInlineSnapshot(`
      [
        "DELETE /nodes/{node}/qemu/{vmid}",
        "DELETE /nodes/{node}/qemu/{vmid}/snapshot/{snapname}",
        "GET /access/permissions",
        "GET /cluster/nextid",
        "GET /cluster/resources",
        "GET /cluster/status",
        "GET /nodes",
        "GET /nodes/{node}/qemu/{vmid}/agent/get-host-name",
        "GET /nodes/{node}/qemu/{vmid}/agent/network-get-interfaces",
        "GET /nodes/{node}/qemu/{vmid}/config",
        "GET /nodes/{node}/qemu/{vmid}/rrddata",
        "GET /nodes/{node}/qemu/{vmid}/snapshot",
        "GET /nodes/{node}/qemu/{vmid}/status/current",
        "GET /nodes/{node}/storage",
        "GET /nodes/{node}/storage/{storage}/content",
        "GET /nodes/{node}/tasks",
        "GET /nodes/{node}/tasks/{upid}/log",
        "GET /nodes/{node}/tasks/{upid}/status",
        "GET /nodes/{node}/time",
        "GET /pools",
        "GET /pools/{poolid}",
        "GET /version",
        "POST /nodes/{node}/qemu/{vmid}/agent/set-user-password",
        "POST /nodes/{node}/qemu/{vmid}/clone",
        "POST /nodes/{node}/qemu/{vmid}/snapshot",
        "POST /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/rollback",
        "POST /nodes/{node}/qemu/{vmid}/status/reboot",
        "POST /nodes/{node}/qemu/{vmid}/status/reset",
        "POST /nodes/{node}/qemu/{vmid}/status/resume",
        "POST /nodes/{node}/qemu/{vmid}/status/shutdown",
        "POST /nodes/{node}/qemu/{vmid}/status/start",
        "POST /nodes/{node}/qemu/{vmid}/status/stop",
        "POST /nodes/{node}/qemu/{vmid}/status/suspend",
        "PUT /nodes/{node}/qemu/{vmid}/config",
        "PUT /nodes/{node}/qemu/{vmid}/resize",
      ]
    `);
  });

  test('has no answer that the adapter and the inspector cannot read', async () => {
    await using adapters = await startAdapters(schema);
    const { server, calls } = adapters;
    const faults: string[] = [];
    let read = 0;
    for (const { name, run } of calls) {
      for (let index = 0, choices = 1; index < choices; index += 1) {
        server.answerWith(index);
        const outcome = await run().then(
          (value) => (value === undefined ? [] : holesIn(value, name)),
          (error: unknown) => [`${name}: ${String(error)}`],
        );
        const answers = server.takeAnswers();
        choices = answers.choices;
        read += 1;
        if (outcome.length > 0) faults.push(`${answers.names.join(' then ')} — ${outcome.join(', ')}`);
      }
    }
    expect(faults).toEqual([]);
    expect(read).toBeGreaterThan(500);
  });

  test('would not allow an unknown path, a wrong method, and a parameter that is unknown, missing or malformed', () => {
    const guest = '/nodes/pve1/qemu/100';
    const clone = { newid: '5000' };
    const wrong: readonly (readonly [string, string, Record<string, string>, RegExp])[] = [
      ['GET', '/nosuch', {}, /no such path/],
      ['PATCH', guest, {}, /no such path and method/],
      ['DELETE', guest, { purge: 'true' }, /no boolean/],
      ['POST', `${guest}/clone`, {}, /newid is missing/],
      ['POST', `${guest}/clone`, { newid: '50x' }, /no integer/],
      ['POST', `${guest}/clone`, { newid: '99' }, /below 100/],
      ['POST', `${guest}/clone`, { newid: '0500' }, /no pve-vmid/],
      ['POST', `${guest}/clone`, { ...clone, name: 'under_score' }, /no dns-name/],
      ['POST', `${guest}/clone`, { ...clone, target: '-pve' }, /no pve-node/],
      ['POST', `${guest}/clone`, { ...clone, pool: 'a/b/c/d' }, /no pve-poolid/],
      ['POST', `${guest}/clone`, { ...clone, storage: '1st' }, /no pve-storage-id/],
      ['POST', `${guest}/status/stop`, { overrule: '1' }, /not defined in schema/],
      ['POST', `${guest}/status/suspend`, { statestorage: 'local' }, /requires todisk/],
      ['POST', `${guest}/snapshot`, { snapname: 's' }, /no pve-configid/],
      ['POST', `${guest}/snapshot`, { snapname: 'x'.repeat(41) }, /longer than 40/],
      ['PUT', `${guest}/config`, { tags: 'portal;-x' }, /no pve-tag-list/],
      ['PUT', `${guest}/config`, { sshkeys: 'ssh-rsa AAAA' }, /no urlencoded/],
      ['PUT', `${guest}/config`, { ipconfig0: 'ip=192.0.2.7' }, /no pve-qm-ipconfig/],
      ['PUT', `${guest}/config`, { ipconfig0: 'ip=dhcp,gw=192.0.2.1' }, /no pve-qm-ipconfig/],
      ['PUT', `${guest}/config`, { memory: '15' }, /below 16/],
      ['PUT', `${guest}/config`, { memory: 'max=512' }, /not defined in schema/],
      ['PUT', `${guest}/config`, { delete: 'tags,x!' }, /no pve-configid-list/],
      ['PUT', `${guest}/resize`, { disk: 'scsi99', size: '1G' }, /enumeration/],
      ['PUT', `${guest}/resize`, { disk: 'scsi0', size: '-1G' }, /not like/],
      ['GET', '/nodes/pve1/tasks', { source: 'any' }, /enumeration/],
      ['GET', '/nodes/pve1/qemu/7/config', {}, /below 100/],
    ];
    for (const [method, path, parameters, complaint] of wrong)
      expect(complaints(schema, { method, path, parameters }).join('\n'), `${method} ${path}`).toMatch(complaint);
  });

  test('is not answered for where it says too little, or in a format that nobody wrote down', () => {
    const silent = { name: 'GET /x', values: {}, schema: { parameters: {}, returns: { type: 'object' } } };
    expect(() => answersOf(silent)).toThrow('what does it answer?');
    expect(() => formatOf('pve-new-format')).toThrow('unknown format');
  });

  test('gets texts as they were meant, through a form parser that parts at every = and ;', async () => {
    await using adapters = await startAdapters(schema);
    for (const call of adapters.calls) await call.run();
    const requests = adapters.server.takeRequests();
    const valuesOf = (key: string): readonly string[] =>
      requests.flatMap(({ parameters }: SentRequest) => parameters[key] ?? []);
    expect(new Set(valuesOf('description'))).toEqual(new Set([awkwardText, '']));
    expect(valuesOf('cipassword')).toEqual([cloudInit.password]);
    expect(valuesOf('sshkeys').map(decodeURIComponent)).toEqual([sshKeys.join('\n')]);
    expect(valuesOf('ipconfig0')).toEqual(['ip=dhcp,ip6=auto']);
    expect(valuesOf('vmstate')).toEqual(['0']);
  });
});
