// Where people sign in at their organisation, no password lets anybody in but that of one administrator, for the day on which the
// provider is away. Everybody else is told what a wrong password is told, and it counts as one.
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { z } from 'zod';

const typed = z.object({ email: z.string().trim().toLowerCase() });

export const onlyPasswordOf = (email: string) =>
  ({
    id: 'break-glass',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/sign-in/email',
          handler: createAuthMiddleware(async (call) => {
            if (typed.safeParse(call.body).data?.email !== email) throw new APIError('UNAUTHORIZED');
          }),
        },
      ],
    },
  }) satisfies BetterAuthPlugin;
