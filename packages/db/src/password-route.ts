// The one route that the portal adds to the sign-in library's own: setting a password at a link. Who holds the link needs
// no session, and a link that is not good says no more than that.
import { newPasswordSchema } from '@portal/types';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { z } from 'zod';
import type { PrismaClient } from './generated/client.ts';
import { isOpenLink, redeemPasswordLink } from './password-link.ts';

const notGood = () => new APIError('NOT_FOUND');

const body = z.object({ token: z.string().max(100), password: newPasswordSchema });

export const passwordRoute = (prisma: PrismaClient) =>
  ({
    id: 'password-link',
    endpoints: {
      setPasswordAtLink: createAuthEndpoint('/set-password', { method: 'POST', body }, async (call) => {
        const { token, password } = call.body;
        if (!(await isOpenLink(prisma, token))) throw notGood();
        if (!(await redeemPasswordLink(prisma, token, await call.context.password.hash(password)))) throw notGood();
        return call.json({ done: true });
      }),
    },
  }) satisfies BetterAuthPlugin;
