// The main job with the functions and zod schemas that orval makes of the document: what each function answers is parsed by them.
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import {
  deploymentsById,
  deploymentsCreate,
  deploymentsDelete,
  deploymentsStart,
  deploymentsStop,
  templatesList,
} from '../.generated/portal';
import { Deployment, Problem, TemplatesList200 } from '../.generated/schemas';

const [token = ''] = process.argv.slice(2);
const options = { headers: { authorization: `Bearer ${token}` } };

const parsed = async <Data>(schema: z.ZodType<Data>, answer: Promise<{ readonly data: unknown }>): Promise<Data> =>
  schema.parse((await answer).data);

const until = async (id: string, status: string): Promise<void> => {
  for (;;) {
    const vm = await parsed(Deployment, deploymentsById(id, options));
    if (vm.status === status) return;
    if (vm.status === 'failed') throw new Error(vm.statusMessage ?? status);
    await pause(100);
  }
};

const main = async (): Promise<void> => {
  const { items } = await parsed(TemplatesList200, templatesList(options));
  const templateId = items.find(({ category }) => category === 'linux_utility')?.id ?? '';
  const { id } = await parsed(Deployment, deploymentsCreate({ templateId, purpose: 'Made by orval' }, options));
  await until(id, 'running');
  await parsed(Deployment, deploymentsStop(id, options));
  await until(id, 'stopped');
  await parsed(Deployment, deploymentsStart(id, options));
  await until(id, 'running');
  await parsed(Deployment, deploymentsDelete(id, options));
  await until(id, 'deleted');
  const { code } = await parsed(Problem, deploymentsById('nobody-knows', options));
  process.stdout.write(`${code}\n`);
};

void main();
