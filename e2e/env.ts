/** What vitest tells each of its workers. */
import { z } from 'zod';

/** From 1 to as many as there are at once. */
export const workerNumber = z.coerce.number().int().min(1).parse(process.env.VITEST_POOL_ID);
