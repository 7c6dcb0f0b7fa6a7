// The main job with openapi-fetch over the types that openapi-typescript makes of the document.
import { setTimeout as pause } from 'node:timers/promises';
import createClient from 'openapi-fetch';
import type { components, paths } from '../.generated/schema';

type Deployment = components['schemas']['Deployment'];

const [baseUrl = '', token = ''] = process.argv.slice(2);
const portal = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });

const given = <Data>({ data, error }: { data?: Data; error?: unknown }): Data => {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
};

const until = async (id: string, status: Deployment['status']): Promise<Deployment> => {
  for (;;) {
    const vm = given(await portal.GET('/api/deployments/{id}', { params: { path: { id } } }));
    if (vm.status === status) return vm;
    if (vm.status === 'failed') throw new Error(vm.statusMessage ?? vm.status);
    await pause(100);
  }
};

const main = async (): Promise<void> => {
  const { items } = given(await portal.GET('/api/templates'));
  const templateId = items.find(({ category }) => category === 'linux_utility')?.id ?? '';
  const { id } = given(
    await portal.POST('/api/deployments', {
      params: { header: { 'Idempotency-Key': `openapi-fetch-${Date.now()}` } },
      body: { templateId, purpose: 'Made by openapi-fetch' },
    }),
  );
  const running = await until(id, 'running');
  if (!running.actions.stop.allowed) throw new Error(running.actions.stop.reason ?? 'no reason');
  given(await portal.POST('/api/deployments/{id}/stop', { params: { path: { id } } }));
  await until(id, 'stopped');
  given(await portal.POST('/api/deployments/{id}/start', { params: { path: { id } } }));
  await until(id, 'running');
  const late = await portal.DELETE('/api/deployments/{id}', {
    params: { path: { id }, header: { 'If-Match': '"0"' } },
  });
  if (late.error?.code !== 'precondition_failed') throw new Error('A version that is long gone was taken.');
  given(await portal.DELETE('/api/deployments/{id}', { params: { path: { id } } }));
  await until(id, 'deleted');
  const { error } = await portal.GET('/api/deployments/{id}', { params: { path: { id: 'nobody-knows' } } });
  process.stdout.write(`${error?.code}\n`);
};

void main();
