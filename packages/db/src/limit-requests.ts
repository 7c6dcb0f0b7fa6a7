// How requests for more than a limit allows are written.
import { StaleVersionError, type Write } from '@portal/domain';
import type { Reason } from '@portal/types';
import { fitReason } from './bounds.ts';
import { Prisma } from './generated/client.ts';
import type { Client } from './readers/by-key.ts';

type WriteOf<Kind extends Write['kind']> = Extract<Write, { readonly kind: Kind }>;

const faultColumns = (reason: Reason | null) => {
  const { code: faultCode, params: faultParams } = fitReason(reason);
  return { faultCode, faultParams };
};

export const limitRequestWriters = {
  'limitRequest.insert': async (client: Client, { row }: WriteOf<'limitRequest.insert'>): Promise<void> => {
    const { create, fault, ...plain } = row;
    const data = { ...plain, creates: create ?? Prisma.DbNull, ...faultColumns(fault) };
    await client.limitRequest.create({ data, select: { id: true } });
  },
  'limitRequest.decide': async (client: Client, { row }: WriteOf<'limitRequest.decide'>): Promise<void> => {
    const { id, state, decidedBy, decidedAt, comment, grantedValue, grantedUntil, deploymentId, fault } = row;
    const decision = { state, decidedBy, decidedAt, comment };
    const data = { ...decision, grantedValue, grantedUntil, deploymentId, ...faultColumns(fault) };
    const { count } = await client.limitRequest.updateMany({ where: { id, state: 'open' }, data });
    if (count !== 1) throw new StaleVersionError();
  },
};
