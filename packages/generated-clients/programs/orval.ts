// The main job with the functions and zod schemas that orval makes of the document: each answer is parsed by them.
import { setTimeout as pause } from 'node:timers/promises';
import {
  deploymentsById,
  deploymentsCreate,
  deploymentsDelete,
  deploymentsStart,
  deploymentsStop,
  templatesList,
} from '../.generated/portal';

const [token = ''] = process.argv.slice(2);
const options = { headers: { authorization: `Bearer ${token}` } };

const until = async (id: string, status: string): Promise<void> => {
  for (;;) {
    const answer = await deploymentsById(id, options);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer));
    if (answer.data.status === status) return;
    if (answer.data.status === 'failed') throw new Error(answer.data.statusMessage ?? status);
    await pause(100);
  }
};

const main = async (): Promise<void> => {
  const templates = await templatesList(options);
  if (templates.status !== 200) throw new Error(JSON.stringify(templates));
  const templateId = templates.data.items.find(({ category }) => category === 'linux_utility')?.id ?? '';
  const made = await deploymentsCreate({ templateId, purpose: 'Made by orval' }, options);
  if (made.status !== 202) throw new Error(JSON.stringify(made));
  const { id } = made.data;
  await until(id, 'running');
  await deploymentsStop(id, options);
  await until(id, 'stopped');
  await deploymentsStart(id, options);
  await until(id, 'running');
  await deploymentsDelete(id, options);
  await until(id, 'deleted');
  const missing = await deploymentsById('nobody-knows', options);
  process.stdout.write(`${missing.status === 404 ? missing.data.code : missing.status}\n`);
};

void main();
