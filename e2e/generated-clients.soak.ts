import { clients, generateClients, runMainJob } from '@portal/generated-clients';
import { beforeAll, expect, test } from 'vitest';
import { portal } from './facts.ts';

const facade = { origin: portal.apiUrl, token: portal.apiToken };

beforeAll(() => generateClients(facade, clients));

test.each(clients)('a client that %s makes of the document does the main job, and reads a refusal', async (client) => {
  expect(await runMainJob(client, facade)).toBe('not_found');
});
