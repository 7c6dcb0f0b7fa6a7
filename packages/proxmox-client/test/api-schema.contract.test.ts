// Whether PVE's own API schema allows every request that the adapter can make. The requests are taken from the wire.
import { demoPool } from '@portal/pve-simulator';
import { expect, test } from 'vitest';
import { type ApiSchema, absence, type ParameterSchema, readApiSchema } from './reference.ts';
import { ended, makeGuest, type SimulatedCluster, soon, startCluster } from './simulated-cluster.ts';

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** `/nodes/{node}/qemu/{vmid}` against `/nodes/pve1/qemu/100`: the values of the braces, or null. */
const matchPath = (template: string, path: string): Record<string, string> | null => {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name !== undefined) values[name] = decodeURIComponent(value);
    else if (segment !== value) return null;
  }
  return values;
};

const complaintAbout = (schema: ParameterSchema | undefined, value: string): string | null => {
  if (schema === undefined) return 'not defined in schema';
  if (schema.type === 'boolean' && value !== '0' && value !== '1') return `no boolean: ${value}`;
  if (schema.type === 'integer' && !/^-?\d+$/.test(value)) return `no integer: ${value}`;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return `not in the enumeration: ${value}`;
  if (schema.minimum !== undefined && Number(value) < schema.minimum) return `below ${schema.minimum}: ${value}`;
  if (schema.maximum !== undefined && Number(value) > schema.maximum) return `above ${schema.maximum}: ${value}`;
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return `longer than ${schema.maxLength}`;
  return null;
};

const complaints = (api: ApiSchema, request: SentRequest): readonly string[] => {
  const path = request.path.replace('/api2/json', '');
  const name = `${request.method} ${path}`;
  const found = Object.entries(api).flatMap(([template, methods]) => {
    const values = matchPath(template, path);
    const method = methods[request.method];
    return values === null || method === undefined ? [] : [{ values, method }];
  });
  const [match] = found;
  if (match === undefined) return [`${name}: no such path and method`];
  const { values, method } = match;
  const properties = method.parameters.properties ?? {};
  const given = { ...values, ...request.parameters };
  const missing = Object.entries(properties)
    .filter(([key, schema]) => Number(schema.optional ?? 0) === 0 && !(key in given))
    .map(([key]) => `${name}: ${key} is missing`);
  const wrong = Object.entries(given).flatMap(([key, value]) => {
    const complaint = complaintAbout(properties[key], String(value));
    return complaint === null ? [] : [`${name}: ${key} is ${complaint}`];
  });
  const token = Number(method.allowtoken ?? 0) === 1 ? [] : [`${name}: not for API tokens`];
  return [...missing, ...wrong, ...token];
};

/** Every method of the port, and every optional part of its requests, at least once. */
const callEverything = async ({ hypervisor }: SimulatedCluster): Promise<void> => {
  const guest = { node: 'pve2', vmid: 5200 };
  const upid = await hypervisor.clone(
    {
      ...{ source: { node: 'pve3', vmid: 9004 }, vmid: guest.vmid, name: 'lab', description: 'a=b;c', pool: demoPool },
      ...{ target: guest.node, full: { storage: 'ceph-vm' } },
    },
    soon(),
  );
  await ended(hypervisor, upid);
  await hypervisor.taskLog(upid, 1, soon());
  await hypervisor.tasks({ ...guest, since: new Date(1_700_000_000_123) }, soon());
  const request = {
    cores: 2,
    memoryMiB: 1024,
    cloudInit: { user: 'ada', password: null, sshKeys: [], network: 'dhcp' as const },
  };
  await hypervisor.configure(guest, { ...request, tags: ['portal', 'lab'] }, soon());
  await hypervisor.configure(guest, { ...request, tags: [] }, soon());
  await ended(hypervisor, await hypervisor.resize(guest, 'scsi0', 20, soon()));
  await hypervisor.guestConfig(guest, soon());
  for (const act of [hypervisor.start, hypervisor.stop, hypervisor.start] as const)
    await ended(hypervisor, await act(guest, soon()));
  await hypervisor.guestStatus(guest, soon());
  await hypervisor.guestAddresses(guest, soon()).catch(() => []);
  await ended(hypervisor, await hypervisor.reboot(guest, 30, soon()));
  await ended(hypervisor, await hypervisor.shutdown(guest, 30, soon()));
  await expect.poll(async () => (await hypervisor.guestStatus(guest, soon())).power).toBe('stopped');
  await ended(hypervisor, await hypervisor.destroy(guest, soon()));
  await makeGuest(hypervisor, 5201);
  await hypervisor.version(soon());
  await hypervisor.clusterStatus(soon());
  await hypervisor.observe(soon());
  await hypervisor.nextId(soon());
  await hypervisor.isVmidFree(5202, soon());
};

test('every request that the adapter makes is allowed by PVE’s own API schema', async (context) => {
  const api = readApiSchema();
  if (api === null) return context.skip(absence);
  await using cluster = await startCluster();
  await callEverything(cluster);
  const requests = await cluster.simulator.control.requests();
  expect(requests.flatMap((request) => complaints(api, request))).toEqual([]);
  const kinds = new Set(
    requests.map(({ method, path }) => `${method} ${path.replace(/UPID[^/]*/, '{upid}').replace(/\/\d+/, '/{vmid}')}`),
  );
  expect(kinds.size).toBeGreaterThanOrEqual(18);
});

test('this check would notice an unknown path, a wrong method, and a parameter that is unknown, missing or malformed', async (context) => {
  const api = readApiSchema();
  if (api === null) return context.skip(absence);
  const guest = '/api2/json/nodes/pve1/qemu/100';
  const wrong: readonly SentRequest[] = [
    { method: 'GET', path: '/api2/json/nosuch', parameters: {} },
    { method: 'PATCH', path: guest, parameters: {} },
    { method: 'DELETE', path: guest, parameters: { purge: 'true' } },
    { method: 'POST', path: `${guest}/clone`, parameters: {} },
    { method: 'POST', path: `${guest}/status/stop`, parameters: { overrule: 1 } },
    { method: 'GET', path: '/api2/json/nodes/pve1/tasks', parameters: { source: 'any' } },
    { method: 'GET', path: '/api2/json/nodes/pve1/qemu/7/config', parameters: {} },
  ];
  for (const request of wrong) expect(complaints(api, request), request.path).not.toEqual([]);
});
