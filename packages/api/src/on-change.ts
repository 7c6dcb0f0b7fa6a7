// The live feed, over SSE in tRPC alone. It opens with a cursor and no change, so that a connection which breaks
// before the first change still has somewhere to go on from.
import { deploymentChangeSchema, onChangeSchema } from '@portal/types';
import { tracked } from '@trpc/server';
import { personProcedure } from './procedure.ts';

const outputSchema = deploymentChangeSchema.nullable();

export const onDeploymentChange = personProcedure.input(onChangeSchema).subscription(async function* ({
  ctx,
  input,
  signal = new AbortController().signal,
}) {
  const feed = ctx.services.deployments.onChange(ctx.actor, input.lastEventId ?? null, signal);
  for await (const { cursor, change } of feed) yield tracked(cursor, outputSchema.parse(change));
});
