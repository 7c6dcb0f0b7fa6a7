// What happens, as server-sent events over REST. tRPC has the live feed of the pages instead, and is told of this one alone.
import { actions, Pieces } from '@portal/types';
import { eventStream, eventStreamType } from './http/event-stream.ts';
import { procedureOf } from './procedure.ts';

export const followEvents = procedureOf(actions.audit.events).query(
  async ({ ctx, input, signal = new AbortController().signal }) => {
    const told = await ctx.services.audit.events(ctx.actor, input, signal);
    return new Pieces(eventStreamType, () => eventStream(told));
  },
);
