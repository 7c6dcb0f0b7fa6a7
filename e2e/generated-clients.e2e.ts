/** One of the generators; all of them: `generated-clients.soak.ts`. */
import { generateClients, runMainJob } from '@portal/generated-clients';
import { expect, test } from 'vitest';
import { portal } from './facts.ts';

test('a client that openapi-fetch makes of the document does the main job, and reads a refusal', async () => {
  const facade = { origin: portal.apiUrl, token: portal.apiToken };
  await generateClients(facade, ['openapi-fetch']);
  expect(await runMainJob('openapi-fetch', facade)).toBe('not_found');
});
